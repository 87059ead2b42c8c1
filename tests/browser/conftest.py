"""Fixtures of the browser tests."""

import pytest
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from marketplace.core import registry
from tests.browser.chromium import browser_type_launch_args

__all__ = ["browser_type_launch_args"]


@pytest.fixture(scope="module")
def shelf(django_db_setup, django_db_blocker):
    """The address of a server with everything that `make run` shows, loaded once a module: for
    tests that only read. What was loaded goes again."""
    with django_db_blocker.unblock():
        call_command("createcachetable", verbosity=0)
        call_command("setup_site", verbosity=0)
        for demo in registry.demos:
            demo.load()
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        call_command("flush", verbosity=0, interactive=False)
        call_command("setup_site", "--bare", verbosity=0)
