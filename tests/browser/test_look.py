"""The look, in a real browser: readable by everybody, light, private, and the same on paper."""

import gzip
import io
import unicodedata
from dataclasses import dataclass, field
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "home without examples": "/?examples=hide",
    "catalogue": "/solutions/",
    "catalogue, filtered": "/solutions/?approach=early-warning&kind=case-study",
    "catalogue, nothing found": "/solutions/?area=planning&kind=tool&evidence=5&examples=hide",
    "case study": "/solutions/falls-alarm-triage/",
    "case study with a chart": "/solutions/winter-gritting-by-sensor/",
    "case study of which little is told": "/solutions/brent-matching-records/",
    "tool": "/solutions/fixmystreet/",
    "list of guidance": "/guidance/",
    "guidance": "/guidance/procurement-by-proof-of-concept/",
    "plain page": "/how-strength-is-worked-out/",
    "councils": "/councils/",
    "a council": "/councils/camden/",
    "sign-in": "/sign-in/",
    "no such page": "/there-is-no-such-page/",
}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
MOST_BYTES = 32_000


@dataclass
class Visit:
    """What one page was like to a reader who came for the first time, on a phone."""

    title: str = ""
    language: str | None = ""
    first_headings: int = 0
    too_small: list[str] = field(default_factory=list)
    requested: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    cookies: list = field(default_factory=list)
    bytes: int = 0


TOO_SMALL = """() => [...document.querySelectorAll("main a, header a, footer a, button, select, summary")]
    .filter(thing => getComputedStyle(thing).display !== "inline" && thing.checkVisibility())
    .filter(thing => thing.getBoundingClientRect().height < 43.5)
    .map(thing => thing.textContent.trim())"""


def open_page(context, shelf, address):
    page = context.new_page()
    answer = page.goto(shelf + address, wait_until="load")
    assert answer.status == (404 if address == PAGES["no such page"] else 200), address
    return page


@pytest.fixture(scope="module")
def visits(browser, shelf):
    """Every page opened once, each by somebody new."""
    made = {}
    for name, address in PAGES.items():
        visit = made[name] = Visit()
        answers = []
        context = browser.new_context(viewport={"width": 375, "height": 800})
        context.on("request", lambda request, v=visit: v.requested.append(request.url))
        context.on("response", lambda answer, kept=answers: kept.append(answer))
        context.on(
            "console",
            lambda said, v=visit: said.type == "error" and v.complaints.append(said.text),
        )
        context.on("weberror", lambda error, v=visit: v.complaints.append(str(error.error)))
        page = open_page(context, shelf, address)
        visit.title = page.title()
        visit.language = page.locator("html").get_attribute("lang")
        visit.first_headings = page.locator("h1").count()
        visit.too_small = page.evaluate(TOO_SMALL)
        visit.cookies = context.cookies()
        visit.bytes = sum(
            len(gzip.compress(answer.body()))
            for answer in answers
            if answer.request.resource_type in {"document", "stylesheet", "script"}
        )
        context.close()
    return made


@pytest.mark.parametrize(("width", "scheme"), product((375, 1280), ("light", "dark")))
def test_pages_are_accessible(browser, shelf, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    found = {}
    for name, address in PAGES.items():
        page = open_page(context, shelf, address)
        result = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
        if result.violations_count:
            found[name] = result.generate_report()
        page.close()
    context.close()
    assert not found, "\n".join(f"{name}: {report}" for name, report in found.items())


@pytest.mark.parametrize("width", [320, 768])
def test_nothing_scrolls_sideways(browser, shelf, width):
    context = browser.new_context(viewport={"width": width, "height": 800})
    for name, address in PAGES.items():
        page = open_page(context, shelf, address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        page.close()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_page_has_one_first_heading_a_title_and_its_language(visits, name):
    assert visits[name].first_headings == 1
    assert visits[name].title.endswith(" | Proven")
    assert visits[name].language == "en-GB"


@pytest.mark.parametrize("name", PAGES)
def test_what_can_be_touched_is_as_tall_as_a_finger_or_stands_in_a_sentence(visits, name):
    assert visits[name].too_small == []


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_nobody_else_and_keeps_to_its_own_policy(visits, shelf, name):
    assert [url for url in visits[name].requested if not url.startswith((shelf, "data:"))] == []
    a_404_itself = 1 if name == "no such page" else 0
    assert len(visits[name].complaints) == a_404_itself, visits[name].complaints


@pytest.mark.parametrize("name", [name for name in PAGES if name != "sign-in"])
def test_readers_get_no_cookie_before_the_sign_in_page(visits, name):
    assert visits[name].cookies == []


@pytest.mark.parametrize("name", PAGES)
def test_page_is_light(visits, name):
    assert visits[name].bytes <= MOST_BYTES


@pytest.mark.parametrize(
    "slug",
    [
        "winter-gritting-by-sensor",
        "care-package-review-order",
        "falls-alarm-triage",
        "arrears-letters-plan-first",
        "family-context",
        "fixmystreet",
    ],
)
def test_solution_prints_on_two_sheets_with_address_date_and_sources(browser, shelf, slug):
    page = open_page(browser.new_context(), shelf, f"/solutions/{slug}/")
    sources = [
        element.inner_text().removeprefix("Source: ").split(" (")[0]
        for element in page.locator(".src span").filter(has_text="Source:").all()
    ]
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages
    printed = " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())
    text = unicodedata.normalize("NFKC", printed)  # typefaces join f and i
    assert len(sheets) <= 2
    assert f"/solutions/{slug}/, printed " in text
    for source in sources:
        assert source[:20] in text


def test_solution_is_copied_as_text_for_an_e_mail(browser, shelf):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = open_page(context, shelf, PAGES["tool"])
    page.get_by_role("link", name="Copy as text for an e-mail").click()
    page.get_by_text("Copied. Paste it into your e-mail.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("FixMyStreet")
    assert "Strength 2 of 5, Measured" in copied
    assert max(len(line) for line in copied.splitlines() if "://" not in line) <= 76


def test_without_script_the_text_for_an_e_mail_is_a_page_of_its_own(browser, shelf):
    page = open_page(browser.new_context(java_script_enabled=False), shelf, PAGES["tool"])
    page.get_by_role("link", name="Copy as text for an e-mail").click()
    assert page.url.endswith("?as=text")
    assert "Strength 2 of 5, Measured" in page.inner_text("body")


def test_a_wrong_sign_in_says_what_to_do_and_keeps_what_was_typed(browser, shelf):
    page = open_page(browser.new_context(), shelf, PAGES["sign-in"])
    page.get_by_label("E-mail address").fill("nobody@camden.gov.uk")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    assert page.title().startswith("Error:")
    assert page.get_by_role("alert").get_by_role("link").count() == 1
    assert page.get_by_label("E-mail address").input_value() == "nobody@camden.gov.uk"
    assert page.get_by_label("Password").input_value() == ""
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    assert result.violations_count == 0, result.generate_report()


def test_filters_work_by_keyboard_and_each_comes_off_again(browser, shelf):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800})
    page = open_page(context, shelf, PAGES["catalogue"])
    page.get_by_text("Filter the list").press("Enter")
    page.get_by_label("Service area").select_option(label="Housing")
    page.get_by_label("Tools").check()
    page.get_by_role("button", name="Apply filters").press("Enter")
    assert page.locator(".chips a").count() == 3  # two, and the one that clears both
    page.get_by_role("link", name="Remove filter: Tools").press("Enter")
    assert "kind" not in page.url
    assert "area=housing" in page.url
