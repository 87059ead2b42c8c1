"""A tool comes from its repository: a moderator adds it by its address, sees what would change and
what is wrong, and publishes it; an editor's words stay when the file is read again."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from cms.models import PubliccodeSource, ToolPage
from cms.publiccode.refreshing import refresh_due
from marketplace.core import clock
from tests.cms.publiccode.files import changed
from tests.core.servers import says, web_server
from tests.factories.accounts import UserFactory
from tests.journeys.test_editor_journey import Screens, menu, sign_in, tab

pytestmark = [pytest.mark.browser, pytest.mark.journey]

ITALIAN = changed("  en:\n    short", "  it:\n    short")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OURS = "Potholes go to the crew that is nearest."


def seen(screens, what):
    """Looked at like every screen of a journey, and by axe: what this part of the admin draws."""
    screens.look(what)
    options = {"runOnly": {"type": "tag", "values": WCAG}}
    found = Axe().run(screens.page, context="#main", options=options)
    assert not found.violations_count, f"{what}: {found.generate_report()}"


def person(browser, width, name, scheme="light"):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.set_default_timeout(8000)
    page = context.new_page()
    return page, Screens(page, f"{name}-{width}-{scheme}")


@pytest.fixture
def people(live_site):
    return {
        "editor": UserFactory(groups=["Editors"], name="Edie Editor", app=True),
        "moderator": UserFactory(groups=["Moderators"], name="Mo Moderator", app=True),
    }


@pytest.fixture
def answers(settings):
    settings.FETCH_FROM_LOOPBACK = True
    return {"/publiccode.yml": says(ITALIAN.replace(b"stable", b"production"))}


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark")])
def test_a_tool_comes_from_its_repository_and_keeps_an_editors_words(
    browser, people, answers, live_server, width, scheme
):
    with web_server(answers) as repository:
        address = f"{repository}/publiccode.yml"
        moderator, screens = person(browser, width, "tool", scheme)
        sign_in(moderator, live_server.url, people["moderator"])
        moderator.goto(f"{live_server.url}/admin/tools/")
        seen(screens, "none")
        moderator.get_by_role("link", name="Add a tool by its address").click()
        seen(screens, "ask")
        add(moderator, screens, answers, repository, address)
        page = publish(moderator, screens)
        public(browser, live_server, page, width, scheme)
        editor = edit(browser, people, live_server, page, width)
        change_upstream(answers)
        expect_kept(moderator, screens, live_server, editor, page)


def add(moderator, screens, answers, repository, address):
    """By its address: one that is wrong, one of a wrong file, the right one."""
    field = moderator.get_by_label("Address")
    look = moderator.get_by_role("button", name="See what would change")
    field.fill(f"{repository}/nothing.yml")
    look.click()
    expect(moderator.get_by_text("answered 404")).to_be_visible()
    expect(field).to_have_value(f"{repository}/nothing.yml")
    seen(screens, "no-file")
    field.fill(address)
    look.click()
    wrong = moderator.get_by_role("listitem").filter(has_text="Line 8, developmentStatus")
    expect(wrong).to_contain_text("enter one of concept, development, beta, stable, obsolete")
    expect(field).to_have_value(address)
    seen(screens, "wrong-file")
    answers["/publiccode.yml"] = says(ITALIAN)
    look.click()
    expect(moderator.get_by_text("developmentStatus")).to_have_count(0)
    expect(moderator.get_by_text("Its words are in Italian")).to_be_visible()
    seen(screens, "what-would-become")
    assert not ToolPage.objects.exists()
    moderator.get_by_label("Read it again every day").check()
    moderator.get_by_role("button", name="Make the page").click()
    expect(moderator.get_by_text("“Pothole Desk” is a draft.")).to_be_visible()


def publish(moderator, screens):
    tab(moderator, "The tool")
    expect(moderator.get_by_text("comes from the publiccode.yml of")).to_be_visible()
    screens.look("draft")
    menu(moderator, re.compile("^Publish"))
    expect(moderator.locator(".messages .success")).to_be_visible()
    return ToolPage.objects.get()


def public(browser, live_server, page, width, scheme):
    anonymous, screens = person(browser, width, "tool-public", scheme)
    anonymous.goto(f"{live_server.url}{page.url}")
    expect(anonymous.get_by_role("heading", level=1)).to_have_text("Pothole Desk")
    assert anonymous.locator(".lede").get_attribute("lang") == "it"
    expect(anonymous.get_by_text("Its description is in Italian")).to_be_visible()
    screens.look("page")
    anonymous.goto(f"{live_server.url}/search/?q=potholes")
    assert anonymous.locator(".say").first.get_attribute("lang") == "it"
    screens.look("found")
    anonymous.context.close()


def edit(browser, people, live_server, page, width):
    """An editor begins to write, and has not saved when the file is read again."""
    editor, _ = person(browser, width, "tool-editor")
    sign_in(editor, live_server.url, people["editor"])
    editor.goto(f"{live_server.url}/admin/pages/{page.pk}/edit/")
    editor.locator("#id_summary").fill(OURS)
    return editor


def change_upstream(answers):
    newer = ITALIAN.replace(b"stable", b"obsolete").replace(b"Reports of", b"All reports of")
    answers["/publiccode.yml"] = says(newer)
    fall_due()
    assert ToolPage.objects.get().get_latest_revision_as_object().status == "obsolete"


def fall_due():
    PubliccodeSource.objects.update(refresh_at=clock.now())
    assert refresh_due() == 1


def expect_kept(moderator, screens, live_server, editor, page):
    """What the editor wrote stays and is named; what the file changed beside it is there."""
    editor.get_by_role("button", name="Save draft").click()
    expect(editor.get_by_text("was read again while you had this page open")).to_be_visible()
    expect(editor.locator("#id_summary")).to_have_value(OURS)
    draft = ToolPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert (draft.summary, draft.status) == (OURS, "obsolete")
    fall_due()
    moderator.goto(f"{live_server.url}/admin/tools/")
    expect(moderator.get_by_role("row", name=re.compile("Pothole Desk"))).to_contain_text(
        "Kept, an editor’s own: Summary"
    )
    seen(screens, "list")
    moderator.get_by_role("link", name=re.compile("Look for changes")).click()
    moderator.get_by_role("button", name="See what would change").click()
    stays = moderator.get_by_role("row", name=re.compile("Summary"))
    expect(stays).to_contain_text("Stays: an editor wrote it")
    seen(screens, "what-stays")
