"""Fixtures of the browser tests."""

import pytest
from django.core.management import call_command

from marketplace.core import registry
from tests.browser.chromium import browser_type_launch_args

__all__ = ["browser_type_launch_args"]


@pytest.fixture
def shelf(live_site, live_server):
    """The address of a server with everything that `make run` shows. Loading takes seconds: tests
    that use it look at much at once."""
    call_command("setup_site", verbosity=0)
    for demo in registry.demos:
        demo.load()
    return live_server.url
