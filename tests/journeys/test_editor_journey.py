"""A case study becomes public: an editor writes it, previews it, adds two claims and submits; a
moderator approves; then everybody sees page and claims together."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cms.models import CataloguePage
from tests.browser.signing_in import sign_in
from tests.factories.accounts import UserFactory
from tests.factories.organisations import CouncilFactory

pytestmark = [pytest.mark.browser, pytest.mark.journey]

FRAMEWORKS = ("This field", "validation error", "Select a valid", "Wagtail", "Django", "null")
TITLE = "Damp found before tenants have to ask"


class Screens:
    """Looks at every screen of the journey: nothing on it may be broken or speak of frameworks."""

    def __init__(self, page, name):
        self.page, self.name, self.number = page, name, 0
        self.wrong = []
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, message):
        # Saving by itself answers 400 to what cannot be saved yet, as the browser then notes.
        if message.type == "error" and "400 (Bad Request)" not in message.text:
            self.wrong.append(message.text)

    def look(self, what):
        self.number += 1
        self.page.wait_for_load_state("networkidle")
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            path = Path(folder) / f"{self.name}-{self.number:02d}-{what}.png"
            self.page.screenshot(path=path, full_page=True)
        seen = self.page.locator("main").inner_text()
        for word in FRAMEWORKS:
            assert word not in seen, f"{what} says “{word}”"
        assert self.wrong == []
        wide = self.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, f"{what} scrolls sideways"


def write(page, field, words):
    """Into one of the rich-text fields, as a person would: click, then type."""
    editor = page.locator(f'[data-contentpath="{field}"] [contenteditable="true"]')
    editor.click()
    page.keyboard.type(words)


def tab(page, name):
    page.get_by_role("tab", name=re.compile(name)).click()


def menu(page, item):
    """Of the admin's actions under a form."""
    page.locator("footer .w-dropdown__toggle, footer button[aria-label='Actions']").first.click()
    page.get_by_role("button", name=item).click()


@pytest.fixture
def people(live_site):
    CouncilFactory(name="Kelderby Council", short_name="Kelderby", slug="kelderby")
    return {
        "editor": UserFactory(groups=["Editors"], name="Edie Editor", app=True),
        "moderator": UserFactory(groups=["Moderators"], name="Mo Moderator", app=True),
    }


@pytest.mark.parametrize("width", [1280, 375])
def test_a_case_study_and_its_claims_become_public_together(browser, people, live_server, width):
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.set_default_timeout(8000)
    page = context.new_page()
    screens = Screens(page, f"editor-{width}")
    sign_in(page, live_server.url, people["editor"], "/admin/")
    screens.look("home")

    # Write: from the catalogue, with one field forgotten.
    page.goto(f"{live_server.url}/admin/pages/{CataloguePage.objects.get().pk}/")
    screens.look("catalogue")
    page.get_by_role("link", name="Add child page").first.click()
    screens.look("kinds")
    page.get_by_role("link", name=re.compile("Case study")).first.click()
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_summary").fill("Sensors tell of damp a year before the first complaint.")
    write(page, "problem", "Tenants waited a year for somebody to look.")
    write(page, "done", "Two hundred homes got sensors.")
    screens.look("story")
    tab(page, "Evidence")
    expect(page.get_by_text("Save the draft first, then add claims")).to_be_visible()
    tab(page, "Cost and time")
    page.locator("#id_set_up_low").fill("ten grand")
    screens.look("cost")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Nothing that you typed is lost")).to_be_visible()
    screens.look("errors")
    page.get_by_role("link", name=re.compile("Choose the service area")).click()
    expect(page.locator("#id_main_area")).to_be_visible()
    page.get_by_label("Housing").first.check()
    page.locator("#id_organisation").select_option(label="Kelderby Council")
    page.get_by_label("Early warning").check()
    screens.look("whose")
    tab(page, "Cost and time")
    expect(page.locator("#id_set_up_low")).to_have_value("ten grand")
    page.locator("#id_set_up_low").fill("£12,500")
    page.get_by_role("button", name="Save draft").click()
    expect(page).to_have_url(re.compile(r"/edit/"))
    editor_url = page.url.split("#")[0].split("?")[0]

    # Preview, beside the form.
    toggle = page.get_by_role("button", name=re.compile("preview", re.IGNORECASE)).first
    toggle.click()
    frame = page.frame_locator("#w-preview-iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text(re.compile(TITLE))
    screens.look("preview")
    toggle.click()
    page.goto(editor_url)

    # Two claims; the first with a wrong figure.
    tab(page, "Evidence")
    page.get_by_role("link", name="Add claim").click()
    screens.look("new-claim")
    page.locator("#id_statement").fill("Repairs cost a third less")
    page.get_by_label("Money saved").check()
    page.get_by_label("Realised").check()
    page.get_by_label("Figure", exact=True).fill("3.4 squillion")
    page.get_by_label("Prices of the year").fill("2025")
    page.get_by_label("Why it works").fill("Trades bring the right parts the first time.")
    page.get_by_label("What was counted").fill("Every visit, from the repairs system.")
    page.get_by_label("Over what period").fill("2024 to 2025")
    page.locator("#id_organisation").select_option(label="Kelderby Council")
    page.locator("#id_source_name").fill("Cabinet report, June 2025")
    screens.look("claim")
    page.get_by_role("button", name="Save as draft").click()
    expect(page.get_by_text("Enter a number in figures").first).to_be_visible()
    screens.look("claim-errors")
    expect(page.get_by_label("Figure", exact=True)).to_have_value("3.4 squillion")
    expect(page.get_by_label("Why it works")).to_have_value(
        "Trades bring the right parts the first time."
    )
    expect(page.get_by_label("Money saved")).to_be_checked()
    page.get_by_label("Figure", exact=True).fill("£3.4m")
    page.get_by_role("button", name="Save as draft").click()
    expect(page.get_by_text("with strength 2 of 5, Measured")).to_be_visible()

    page.get_by_role("link", name="Add another").click()
    page.locator("#id_statement").fill("Fewer children with asthma")
    page.get_by_label("Better outcome").check()
    page.get_by_label("Projected").check()
    page.locator("#id_organisation").select_option(label="Kelderby Council")
    page.locator("#id_source_name").fill("Cabinet report, June 2025")
    page.get_by_role("button", name="Save as draft").click()
    expect(page.get_by_role("link", name="Fewer children with asthma")).to_be_visible()
    screens.look("claims")

    # Submit.
    menu(page, re.compile("Submit to Moderation"))
    expect(page.get_by_text("has been submitted for moderation")).to_be_visible()
    screens.look("submitted")
    context.close()
    anonymous = browser.new_context().new_page()
    assert anonymous.goto(f"{live_server.url}/solutions/").status == 200
    expect(anonymous.get_by_text(TITLE)).to_have_count(0)

    # Approve.
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.set_default_timeout(8000)
    page = context.new_page()
    screens = Screens(page, f"moderator-{width}")
    sign_in(page, live_server.url, people["moderator"], "/admin/")
    screens.look("home")
    page.get_by_role("link", name=TITLE).first.click()
    tab(page, "Evidence")
    expect(page.get_by_text("In review")).to_have_count(2)
    screens.look("claims")
    page.locator("#tab-evidence").get_by_role("link", name="Repairs cost a third less").click()
    screens.look("claim-form")
    page.get_by_role("link", name=TITLE).click()
    menu(page, re.compile("^Approve and Publish"))
    expect(page.locator(".messages .success")).to_be_visible()
    screens.look("approved")
    page.goto(f"{live_server.url}/admin/evidence/")
    screens.look("evidence")
    page.get_by_role("link", name="Repairs cost a third less").first.click()
    screens.look("claim-page")
    page.get_by_role("link", name="Withdraw claim").click()
    screens.look("withdraw")
    page.goto(f"{live_server.url}/admin/reports/claims-out-of-date/")
    screens.look("stale")

    # Everybody sees both.
    anonymous.goto(f"{live_server.url}/solutions/")
    anonymous.get_by_role("link", name=TITLE).click()
    expect(anonymous.get_by_role("heading", level=1)).to_have_text(re.compile(TITLE))
    expect(anonymous.locator(".claim")).to_have_count(2)
    expect(anonymous.locator(".claim").first).to_contain_text("£3.4m")
