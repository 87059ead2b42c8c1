"""Pages of whoever is signed in, in a real browser: accessible, wide and narrow, light and dark."""

from __future__ import annotations

import pytest

from marketplace.config.demo import PASSWORD
from tests.browser.test_look import TOO_SMALL, unreadable

pytestmark = pytest.mark.browser

PEOPLE = {
    "admin@marshgate.example": (
        "/you/",
        "/you/email/",
        "/you/security/",
        "/you/security/password/",
        "/you/security/sessions/",
        "/you/data/",
        "/you/data/leave/",
        "/join/",
        "/messages/",
        "/organisations/marshgate/people/",
        "/organisations/marshgate/people/invite/",
        "/organisations/marshgate/leave/",
        "/councils/marshgate/",
    ),
    "officer@marshgate.example": ("/you/", "/organisations/marshgate/people/"),
    "vendor@brightworks.example": (
        "/you/",
        "/join/",
        "/suppliers/register/",
        "/suppliers/brightworks/",
        "/organisations/brightworks/people/",
        "/organisations/brightworks/people/invite/",
    ),
}


def sign_in(page, shelf, email):
    page.goto(f"{shelf}/sign-in/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{shelf}/you/")


@pytest.mark.parametrize("email", PEOPLE)
def test_pages_of_people_are_accessible_wide_and_narrow_light_and_dark(browser, shelf, email):
    context = browser.new_context(viewport={"width": 375, "height": 900})
    page = context.new_page()
    sign_in(page, shelf, email)
    wrong = {}
    for path in PEOPLE[email]:
        answer = page.goto(shelf + path, wait_until="load")
        found = [] if answer.status == 200 else [f"answered {answer.status}"]
        found += [f"too small to touch: {thing}" for thing in page.evaluate(TOO_SMALL)]
        if page.locator("h1").count() != 1:
            found.append("not one first heading")
        for width in (375, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"scrolls sideways at {width}")
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                rules = ["color-contrast"] if scheme == "dark" else ()
                if report := unreadable(page, only=rules):
                    found.append(f"{width}, {scheme}: {report}")
        if found:
            wrong[path] = found
    context.close()
    assert wrong == {}
