"""Fixtures of the browser tests."""

from tests.browser.chromium import browser_type_launch_args

__all__ = ["browser_type_launch_args"]
