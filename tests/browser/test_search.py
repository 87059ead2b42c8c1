"""Search by keyboard and by ear: the suggestions, the filters, and what happens when the network
fails."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

WORDS = "What are you trying to fix?"


@pytest.fixture
def opened(browser, shelf):
    """Opens an address in a new browser; what its script complains of fails the test."""
    contexts, complaints = [], []

    def open_page(address="/", **options):
        context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        contexts.append(context)
        page = context.new_page()
        page.goto(shelf + address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def suggestions_by_keyboard_and_by_ear(opened):
    page = opened("/")
    box = page.get_by_role("combobox", name=WORDS)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_attribute("aria-autocomplete", "list")
    box.press_sequentially("plan")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    count = options.count()
    assert 1 < count <= 8
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("listbox", name="Suggestions")).to_have_id(
        box.get_attribute("aria-controls")
    )
    expect(page.get_by_role("status").first).to_have_text(
        f"{count} suggestions, up and down arrows to choose"
    )

    def active():
        pointed = box.get_attribute("aria-activedescendant")
        chosen = page.locator('[role="option"][aria-selected="true"]')
        assert chosen.count() == (1 if pointed else 0)
        return chosen.get_attribute("id") == pointed and pointed if pointed else None

    ids = [options.nth(n).get_attribute("id") for n in range(count)]
    assert active() is None
    for key, place in (
        ("ArrowDown", ids[0]),
        ("ArrowDown", ids[1]),
        ("ArrowUp", ids[0]),
        ("ArrowUp", None),
        ("ArrowUp", ids[-1]),
        ("Home", ids[0]),
        ("End", ids[-1]),
        ("ArrowDown", None),
    ):
        box.press(key)
        assert active() == place, key
    expect(box).to_be_focused()

    # Escape closes the list and keeps what was typed; the arrow opens it again.
    box.press("ArrowDown")
    box.press("Escape")
    expect(options.first).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))
    expect(box).to_have_value("plan")
    box.press("ArrowDown")
    expect(options.first).to_be_visible()

    # Enter goes to the thing that is pointed at.
    box.press("ArrowDown")
    box.press("End")
    name = options.last.evaluate("option => option.firstChild.textContent")
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def enter_without_a_choice_searches_for_what_was_typed(opened):
    page = opened("/guidance/")
    box = page.get_by_role("combobox", name=WORDS)
    box.press_sequentially("hous")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=hous$"))


def a_suggestion_is_chosen_by_pointing_and_leaving_closes_them(opened):
    page = opened("/search/")
    box = page.get_by_role("combobox", name=WORDS)
    box.press_sequentially("fixmy")
    option = page.get_by_role("option", name=re.compile("FixMyStreet"))
    expect(option).to_be_visible()
    assert option.bounding_box()["height"] >= 44
    box.press("Tab")
    expect(option).to_be_hidden()
    box.fill("fixmys")
    option.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("FixMyStreet")


def what_is_pointed_at_goes_with_the_letters_it_was_for(opened):
    page = opened("/")
    page.emulate_media(forced_colors="active")
    box = page.get_by_role("combobox", name=WORDS)
    box.press_sequentially("plan")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("ArrowDown")
    pointed = page.locator('[role="option"][aria-selected="true"]')
    expect(pointed).to_have_css("outline-style", "solid")
    box.press_sequentially("xq")
    assert box.get_attribute("aria-activedescendant") is None
    assert pointed.count() == 0
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=planxq$"))


def a_late_answer_opens_nothing_for_other_letters(opened):
    page = opened("/")
    held = []
    page.route("**/search/suggest/?q=pla*", lambda route: held.append(route))
    box = page.get_by_role("combobox", name=WORDS)
    with page.expect_request("**/search/suggest/?q=plan"):
        box.press_sequentially("plan")
    stale = {"label": "Plans", "kind": "Search", "url": "/search/?q=plans"}
    with page.expect_request("**/search/suggest/?q=pla"):
        box.press("Backspace")
        held[-1].fulfill(json={"suggestions": [stale]})
    expect(page.get_by_role("option")).to_have_count(0)


def leaving_the_page_closes_them(opened):
    page = opened("/")
    box = page.get_by_role("combobox", name=WORDS)
    for leave in (
        "dispatchEvent(new PageTransitionEvent('pagehide'))",
        "document.getElementById('q').form.dispatchEvent(new SubmitEvent('submit'))",
    ):
        box.fill("plan")
        expect(page.get_by_role("option").first).to_be_visible()
        page.evaluate(leave)
        expect(page.get_by_role("option").first).to_be_hidden()
        expect(box).to_have_attribute("aria-expanded", "false")


def what_is_typed_while_a_filter_loads_stays(opened):
    page = opened("/search/?q=council")
    held = []
    page.route("**/search/?*kind=tool*", lambda route: held.append(route))
    box = page.get_by_role("combobox", name=WORDS)
    with page.expect_request("**/search/?*kind=tool*"):
        page.get_by_label(re.compile("^Tool")).check()
    box.press("End")
    box.press_sequentially(" tax")
    held[0].continue_()
    expect(page).to_have_url(re.compile(r"\?q=council&kind=tool$"))
    expect(box).to_have_value("council tax")


def filters_keep_the_focus_and_say_what_they_found(opened):
    page = opened("/search/?q=council")
    expect(page.get_by_role("button", name="Apply filters")).to_be_hidden()
    said = page.locator("#said")
    tool = page.get_by_label(re.compile("^Tool"))
    tool.focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"\?q=council&kind=tool$"))
    expect(tool).to_be_focused()
    expect(tool).to_be_checked()
    expect(said).to_have_text(page.locator("#count").inner_text())
    assert page.title().startswith(f"council: {page.locator('#count').inner_text()}")

    sort = page.get_by_label("Sort by")
    sort.select_option("A to Z")
    expect(page).to_have_url(re.compile(r"\?q=council&kind=tool&sort=title$"))
    expect(sort).to_be_focused()

    # A chip that is gone leaves the focus where what it changed begins.
    page.get_by_role("link", name="Remove filter: Tool").press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=council&sort=title$"))
    expect(page.locator("#count")).to_be_focused()
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile("page=2$"))
    expect(page.locator("#count")).to_be_in_viewport()
    page.go_back()
    expect(page).to_have_url(re.compile("sort=title$"))
    expect(page.locator(".pages b")).to_contain_text("1")


def a_folded_facet_stays_open_while_it_is_used(opened):
    page = opened("/search/")
    page.get_by_text(re.compile(r"^\d+ more: Service area")).click()
    last = page.locator("#more-area input").last
    last.focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("area="))
    expect(last).to_be_focused()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"/search/$"))
    expect(page.locator("#more-area input").last).to_be_visible()


def where_the_network_fails_the_browser_goes_there_itself(browser, shelf):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{shelf}/search/?q=council")
    context.route(
        "**/search/**",
        lambda route: route.continue_() if route.request.is_navigation_request() else route.abort(),
    )
    page.get_by_role("combobox", name=WORDS).press_sequentially(" tax")
    page.get_by_label(re.compile("^Tool")).check()
    expect(page).to_have_url(re.compile("kind=tool"))
    expect(page.locator(".chips li")).to_have_count(1)
    expect(page.get_by_role("option")).to_have_count(0)
    context.close()


def everything_works_by_keyboard_without_script(browser, shelf):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.goto(f"{shelf}/solutions/")
    page.get_by_text("Narrow the list").press("Enter")
    page.get_by_label("Service area").select_option(label="Housing")
    page.get_by_label("Case studies").uncheck()
    page.get_by_role("button", name="Show what fits").press("Enter")
    expect(page.locator(".chips a")).to_have_count(3)  # two, and the one that clears both
    page.get_by_role("link", name="Remove filter: Tool").press("Enter")
    expect(page).to_have_url(f"{shelf}/search/?area=housing")
    page.get_by_text("Filter results").press("Enter")
    page.get_by_label(re.compile("^Streamlining")).press("Space")
    page.get_by_role("button", name="Apply filters").press("Enter")
    expect(page.locator(".chips a")).to_have_count(3)
    page.get_by_label("Sort by").select_option("Newest")
    page.get_by_role("button", name="Sort").press("Enter")
    expect(page).to_have_url(re.compile("approach=streamlining.*sort=newest"))
    context.close()


def test_suggestions(opened):
    suggestions_by_keyboard_and_by_ear(opened)
    enter_without_a_choice_searches_for_what_was_typed(opened)
    a_suggestion_is_chosen_by_pointing_and_leaving_closes_them(opened)
    what_is_pointed_at_goes_with_the_letters_it_was_for(opened)
    a_late_answer_opens_nothing_for_other_letters(opened)
    leaving_the_page_closes_them(opened)


def test_filters(browser, shelf, opened):
    filters_keep_the_focus_and_say_what_they_found(opened)
    what_is_typed_while_a_filter_loads_stays(opened)
    a_folded_facet_stays_open_while_it_is_used(opened)
    where_the_network_fails_the_browser_goes_there_itself(browser, shelf)
    everything_works_by_keyboard_without_script(browser, shelf)


def test_lists_that_are_no_results_keep_their_address(opened, shelf):
    page = opened()
    for path in ("/solutions/?unknown=1", "/councils/?unknown=1"):
        page.goto(f"{shelf}{path}")
        expect(page).to_have_url(f"{shelf}{path}")
