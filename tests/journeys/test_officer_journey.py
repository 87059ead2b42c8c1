"""A council finds and believes: an officer starts from a kind of problem, opens a solution, and
understands how strong each claim is and why."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.journey]


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_officer_goes_from_a_kind_of_problem_to_the_reason_for_a_strength(
    browser, shelf, javascript, width
):
    context = browser.new_context(
        java_script_enabled=javascript, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    page.goto(shelf)

    # From the kind of problem to the solutions, as many as the table said.
    way = page.locator(".ways > li").filter(has_text="Finding anomalies")
    cell = way.get_by_role("link", name=re.compile(r"Housing"))
    count = int(re.search(r"\d+", cell.inner_text())[0])
    cell.click()
    expect(page.locator("#count")).to_contain_text(f"{count} solutions")
    entries = page.locator(".entry")
    expect(entries).to_have_count(count)

    # Real ones first; an example says so.
    expect(entries.first).not_to_contain_text("Example")
    expect(entries.last).to_contain_text("Example")

    # A real one, on track: what nobody counted is not dressed up.
    page.get_by_role("link", name=re.compile("Residents’ Index")).click()
    claim = page.locator(".claim").filter(has_text="£3.4m")
    expect(claim).to_contain_text("On track")
    expect(claim).to_contain_text("1 of 5 Reasoned")
    expect(claim).to_contain_text("does not say how much was already counted")
    expect(claim).to_contain_text("needs confirming again")
    expect(claim).to_contain_text("Not verified")
    expect(claim.get_by_role("link", name=re.compile("roundtable"))).to_have_attribute(
        "href", re.compile(r"^https://")
    )
    expect(page.locator("main")).to_contain_text(re.compile("not told", re.IGNORECASE))

    # A stronger one says what lifted it, and what it still lacks.
    page.go_back()
    page.get_by_role("link", name=re.compile("Knocking on the right doors")).click()
    strongest = page.locator(".claim").first
    expect(strongest).to_contain_text("4 of 5 Independently checked")
    expect(strongest).to_contain_text("two other places have not shown the same")
    strongest.get_by_text("How it is known").click()
    for question in ("What was counted", "Compared with", "Evaluated by", "Cost, by that"):
        expect(strongest.get_by_text(question)).to_be_visible()
    expect(page.locator(".claim")).to_have_count(3)

    # And the rule is one click away.
    page.get_by_role("link", name="How strength is worked out").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("strength")
    expect(page.locator("main")).to_contain_text("Repeated elsewhere")
    assert context.cookies() == []
    context.close()
