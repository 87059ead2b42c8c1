"""Fixtures of the journeys: those that need a browser drive the same one as the browser tests."""

from tests.browser.chromium import browser_type_launch_args

__all__ = ["browser_type_launch_args"]
