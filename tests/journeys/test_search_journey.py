"""An officer types jargon with a typo, sees what was understood, narrows, opens what was found, and
goes back to where it was, whichever engine answers."""

import re

import pytest
from playwright.sync_api import expect

from search import mirror
from tests.search.nodes import needs_elasticsearch, site_on_elasticsearch

pytestmark = [pytest.mark.browser, pytest.mark.journey]


@pytest.fixture(
    params=["database", pytest.param("elasticsearch", marks=needs_elasticsearch)],
)
def found_by(request, shelf, django_db_blocker):
    if request.param == "database":
        yield request.param
        return
    with django_db_blocker.unblock(), site_on_elasticsearch():
        mirror.rebuild()
        yield request.param


def narrow(page, label, javascript):
    """Choose a value of a facet: at once with script, by the button without."""
    disclosure = page.get_by_text("Filter results", exact=False)
    choice = page.get_by_label(re.compile(f"^{label}"))
    if not choice.is_visible():
        disclosure.click()
    choice.check()
    if not javascript:
        page.get_by_role("button", name="Apply filters").click()


def heading(page):
    return page.locator("#count")


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_officer_types_jargon_with_a_typo_narrows_opens_and_goes_back(
    browser, shelf, found_by, javascript, width
):
    context = browser.new_context(
        java_script_enabled=javascript, viewport={"width": width, "height": 900}
    )
    broken = []
    context.on("weberror", lambda error: broken.append(str(error.error)))
    page = context.new_page()
    loads = []
    page.on("request", lambda r: r.is_navigation_request() and loads.append(r.url))
    page.goto(shelf)

    # In the officer's own words, one of them misspelt.
    page.get_by_label("What are you trying to fix?").fill("ASB complants")
    page.get_by_role("button", name="Search").click()

    # What was understood, with a way to what was typed.
    read = page.locator(".read")
    expect(read).to_contain_text("Nothing says “ASB complants”, so this shows ASB complaints.")
    expect(read.get_by_role("link", name="Search for “ASB complants” anyway")).to_be_visible()
    expect(read.get_by_role("link", name="anti-social behaviour")).to_be_visible()
    expect(page.get_by_label("What are you trying to fix?")).to_have_value("ASB complants")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.locator("#stood-in")).to_have_count(0)
    found = int(re.match(r"\d+", heading(page).inner_text())[0])
    first = page.locator(".entry").first
    expect(first.locator("mark").first).to_be_visible()
    first.get_by_text("Why this result").click()
    expect(first.locator(".why li").first).to_contain_text("“")

    # Narrowed, the count falls and the address says so.
    narrow(page, "Case study", javascript)
    expect(page).to_have_url(re.compile(r"q=ASB\+complants&kind=case-study"))
    narrow(page, "Housing", javascript)
    expect(page).to_have_url(re.compile("kind=case-study&area=housing"))
    expect(page.locator(".chips li")).to_have_count(3)
    fewer = int(re.match(r"\d+", heading(page).inner_text())[0])
    assert 0 < fewer < found
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if javascript:
        assert len(loads) == 2  # home and the first results: nothing was loaded anew since
        expect(page.locator("#said")).to_have_text(heading(page).inner_text())

    # Opened, and back where it was.
    title = page.locator(".entry h3 a").first
    name = title.inner_text()
    title.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.go_back()
    expect(heading(page)).to_contain_text(str(fewer))
    expect(page.get_by_label(re.compile("^Housing"))).to_be_checked()
    expect(page.locator(".chips li")).to_have_count(3)

    # Wider again: one filter off, then all the way back.
    page.get_by_role("link", name="Remove filter: Housing").click()
    expect(page.locator(".chips li")).to_have_count(1)
    expect(page).not_to_have_url(re.compile("area="))
    page.go_back()
    expect(page.locator(".chips li")).to_have_count(3)
    expect(page.get_by_label(re.compile("^Housing"))).to_be_checked()

    # What was typed, as it was typed.
    page.get_by_role("link", name="Search for “ASB complants” anyway").click()
    expect(page.locator(".read")).to_contain_text("Searched for exactly what was typed")

    assert context.cookies() == []
    assert broken == []
    context.close()
