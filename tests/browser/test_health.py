"""The page that staff see of how the site is doing: readable on a phone, by everybody."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from marketplace.core import registry
from marketplace.core.health import Finding, State
from marketplace.core.registry import Health, Registry
from tests.browser.test_look import unreadable
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def troubled(monkeypatch):
    """A site on which much is wrong, in long words."""
    held: Registry[Health] = Registry("healths", key=lambda health: health.name)
    held.register(Health("database", lambda: Finding(State.OK, "Answers.", 1.5, "ms")))
    words = "Does not answer (ConnectionDoesNotExistAnyMoreError): as if it were not there."
    for name, state in (("migrations", State.FAILING), ("due work", State.DEGRADED)):
        held.register(Health(name, lambda state=state: Finding(state, words, 12_345, "seconds")))
    monkeypatch.setattr(registry, "healths", held)


def test_staff_read_it_on_a_phone_and_in_the_dark(browser, live_site, live_server, troubled):
    client = Client()
    client.force_login(UserFactory(groups=["Moderators"]))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    for width, scheme in ((320, "light"), (375, "dark"), (1280, "light")):
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        page = context.new_page()
        assert page.goto(f"{live_server.url}/health/ready/").status == 503
        assert page.locator("tbody tr").count() == 3
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert unreadable(page) == ""
        context.close()
