"""The look, in a real browser: readable by everybody, light, private, and the same on paper."""

import gzip
import io
import unicodedata

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "home without examples": "/?examples=hide",
    "catalogue": "/solutions/",
    "catalogue, second page": "/solutions/?sort=title&page=2",
    "search, everything": "/search/",
    "search, results": "/search/?q=housing+repairs",
    "search, filtered": "/search/?q=council&kind=case-study&area=housing&area=planning&evidence=4",
    "search, corrected": "/search/?q=bulky+wate",
    "search, ambiguous acronym": "/search/?q=ASC",
    "search, as typed": "/search/?q=bulky+wate&as=typed&sort=newest",
    "search, nothing found": "/search/?q=xyzzy+plugh&area=planning&examples=hide",
    "search, filters that nothing fits": "/search/?area=planning&kind=tool&evidence=5",
    "case study": "/solutions/falls-alarm-triage/",
    "case study with a chart": "/solutions/winter-gritting-by-sensor/",
    "case study of which little is told": "/solutions/brent-matching-records/",
    "tool": "/solutions/fixmystreet/",
    "tool with a long address": "/solutions/localgov-umbraco/",
    "list of guidance": "/guidance/",
    "guidance": "/guidance/procurement-by-proof-of-concept/",
    "plain page": "/how-strength-is-worked-out/",
    "councils": "/councils/",
    "a council": "/councils/camden/",
    "suppliers": "/suppliers/",
    "a supplier": "/suppliers/brightworks/",
    "what is held about people": "/privacy/what-is-held/",
    "erased": "/privacy/erased/",
    "sign-in": "/sign-in/",
    "sign-up": "/sign-up/",
    "code by mail": "/sign-in/code/",
    "password forgotten": "/password/forgotten/",
    "no such page": "/there-is-no-such-page/",
}
WITH_A_FORM = {"sign-in", "sign-up", "code by mail", "password forgotten"}  # and so with a token
FULLEST = (
    "winter-gritting-by-sensor",
    "care-package-review-order",
    "falls-alarm-triage",
    "arrears-letters-plan-first",
    "family-context",
    "fixmystreet",
)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MOST_BYTES = 32_000
TOO_SMALL = """() => [...document.querySelectorAll("main a, header a, footer a, button, select, summary")]
    .filter(thing => getComputedStyle(thing).display !== "inline" && thing.checkVisibility())
    .filter(thing => thing.getBoundingClientRect().height < 43.5)
    .map(thing => thing.textContent.trim())"""


def open_page(context, shelf, address):
    page = context.new_page()
    answer = page.goto(shelf + address, wait_until="load")
    assert answer.status == (404 if address == PAGES["no such page"] else 200), address
    return page


def unreadable(page, only=()):
    """What axe finds against WCAG 2.2 AA and good practice, or against some of its rules alone."""
    wanted = {"type": "rule", "values": only} if only else {"type": "tag", "values": WCAG}
    result = Axe().run(page, options={"runOnly": wanted})
    return result.generate_report() if result.violations_count else ""


def shortcomings(browser, shelf, name, address):
    """What somebody who comes for the first time, on a phone, would find wrong with a page."""
    requested, answers, complaints, wrong = [], [], [], []
    context = browser.new_context(viewport={"width": 375, "height": 800})
    context.on("request", lambda request: requested.append(request.url))
    context.on("response", lambda answer: answers.append(answer))
    context.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    page = open_page(context, shelf, address)

    if page.locator("h1").count() != 1:
        wrong.append("not one first heading")
    if not page.title().endswith(" | Proven"):
        wrong.append(f"title {page.title()}")
    if page.locator("html").get_attribute("lang") != "en-GB":
        wrong.append("language")
    wrong += [f"too small to touch: {thing}" for thing in page.evaluate(TOO_SMALL)]
    wrong += [f"asks {url}" for url in requested if not url.startswith((shelf, "data:"))]
    expected = 1 if name == "no such page" else 0  # the browser's own word on a 404
    if len(complaints) != expected:
        wrong.append(f"console: {complaints}")
    if context.cookies() and name not in WITH_A_FORM:
        wrong.append(f"cookies: {context.cookies()}")
    weight = sum(
        len(gzip.compress(answer.body()))
        for answer in answers
        if answer.request.resource_type in {"document", "stylesheet", "script"}
    )
    if weight > MOST_BYTES:
        wrong.append(f"weighs {weight} bytes")
    context.close()
    return wrong


@pytest.mark.parametrize("width", [375, 1280])
def test_pages_are_accessible_wide_and_narrow_light_and_dark(browser, shelf, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme="light")
    found = {}
    for name, address in PAGES.items():
        page = open_page(context, shelf, address)
        if report := unreadable(page):
            found[name] = report
        page.emulate_media(color_scheme="dark")
        if report := unreadable(page, only=["color-contrast"]):  # all else is the same in the dark
            found[f"{name}, in the dark"] = report
        page.close()
    assert not found, "\n".join(f"{where}: {report}" for where, report in found.items())


def test_nothing_scrolls_sideways(browser, shelf):
    wide = []
    for width in (320, 768):
        context = browser.new_context(viewport={"width": width, "height": 800})
        for name, address in PAGES.items():
            page = open_page(context, shelf, address)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((name, width))
            page.close()
        context.close()
    assert wide == []


def test_pages_are_light_private_strict_and_easy_to_touch(browser, shelf):
    wrong = {name: shortcomings(browser, shelf, name, address) for name, address in PAGES.items()}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_solutions_print_on_two_sheets_with_address_date_and_sources(browser, shelf):
    context = browser.new_context()
    for slug in FULLEST:
        page = open_page(context, shelf, f"/solutions/{slug}/")
        sources = page.locator(".src span").filter(has_text="Source:").all_inner_texts()
        sheets = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages
        printed = " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())
        text = unicodedata.normalize("NFKC", printed)  # typefaces join f and i
        assert len(sheets) <= 2, slug
        assert f"/solutions/{slug}/, printed " in text
        assert sources
        for source in sources:
            assert source[:28] in text, slug
        page.close()


def test_solution_is_copied_as_text_or_without_script_read_as_text(browser, shelf):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = open_page(context, shelf, PAGES["tool"])
    page.get_by_role("link", name="Copy as text for an e-mail").click()
    page.get_by_text("Copied. Paste it into your e-mail.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("FixMyStreet")
    assert "Strength 2 of 5, Measured" in copied
    assert max(len(line) for line in copied.splitlines() if "://" not in line) <= 76

    page = open_page(browser.new_context(java_script_enabled=False), shelf, PAGES["tool"])
    page.get_by_role("link", name="Copy as text for an e-mail").click()
    assert page.url.endswith("?as=text")
    assert "Strength 2 of 5, Measured" in page.inner_text("body")


def test_a_wrong_sign_in_says_what_to_do_and_keeps_what_was_typed(browser, live_site, live_server):
    page = open_page(browser.new_context(), live_server.url, PAGES["sign-in"])
    page.get_by_label("E-mail address").fill("nobody@camden.gov.uk")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    assert page.title().startswith("Error:")
    assert page.get_by_role("alert").get_by_role("link").count() == 1
    assert page.get_by_label("E-mail address").input_value() == "nobody@camden.gov.uk"
    assert page.get_by_label("Password").input_value() == ""
    assert unreadable(page) == ""
