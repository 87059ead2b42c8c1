"""A moderator adds a tool by its address and sees what would change before it does."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from cms.models import PubliccodeSource, ToolPage
from cms.publiccode.repositories import raw_address
from cms.publiccode.services import import_tool
from cms.publiccode.validating import read_publiccode
from marketplace.core.actor import SYSTEM
from marketplace.core.models import Event
from tests.cms.publiccode.files import RIGHT, changed
from tests.core.servers import says, web_server
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(client):
    user = UserFactory(groups=["Moderators"])
    client.force_login(user)
    return user


@pytest.fixture
def answers(settings):
    settings.FETCH_FROM_LOOPBACK = True
    return {"/publiccode.yml": says(RIGHT.encode())}


@pytest.fixture
def at(answers):
    with web_server(answers) as address:
        yield f"{address}/publiccode.yml"


def look(client, address):
    return client.post(reverse("tool_add"), {"address": address})


def confirm(client, page, address, **choices):
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', page.content.decode())[1]
    return client.post(
        reverse("tool_add"), {"address": address, "seen": seen, "import": "yes", **choices}
    )


def shown(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.split())


def test_looking_shows_what_would_become_and_writes_nothing(client, moderator, at):
    page = look(client, at)
    assert "A new page, “Pothole Desk”" in shown(page)
    assert "Its words are in English" in shown(page)
    assert "Marshgate Council" in shown(page)
    assert not ToolPage.objects.exists()


def test_confirming_makes_the_page(client, moderator, at):
    response = confirm(client, look(client, at), at, live="on", daily="on")
    page = ToolPage.objects.get()
    assert response.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert page.live
    source = PubliccodeSource.objects.get()
    assert (source.is_refreshed, source.goes_live, source.address) == (True, True, at)
    names = ("tool.imported", "page.published", "publiccode.registered")
    for name in names:
        assert Event.objects.get(name=name).actor_id == moderator.pk


def test_without_a_tick_it_is_a_draft_that_is_read_once(client, moderator, at):
    confirm(client, look(client, at), at)
    assert not ToolPage.objects.get().live
    assert not PubliccodeSource.objects.get().is_refreshed


def test_taking_the_tick_away_stops_the_daily_reading(client, moderator, at):
    confirm(client, look(client, at), at, daily="on")
    again = look(client, at)
    assert "Save these choices" in shown(again)
    confirm(client, again, at)
    assert not PubliccodeSource.objects.get().is_refreshed


def test_a_file_that_changed_since_it_was_looked_at_is_shown_again(client, moderator, answers, at):
    page = look(client, at)
    answers["/publiccode.yml"] = says(changed("Pothole Desk", "Something else"))
    response = confirm(client, page, at)
    assert "has changed meanwhile" in shown(response)
    assert "Something else" in shown(response)
    assert not ToolPage.objects.exists()


def test_a_refresh_shows_both_sides_and_what_stays(client, moderator, answers, at):
    import_tool(reading=read_publiccode(RIGHT.encode()), address=at, live=True, actor=SYSTEM)
    draft = ToolPage.objects.get().get_latest_revision_as_object()
    draft.summary = "In our words"
    draft.save_revision().publish()
    answers["/publiccode.yml"] = says(changed("stable", "obsolete"))
    page = shown(look(client, at))
    assert "What would change on “Pothole Desk”" in page
    assert "Status stable obsolete Taken from the file" in page
    assert "Summary In our words Reports of potholes" in page
    assert "Stays : an editor wrote it" in page


def test_what_is_wrong_in_the_file_is_shown_by_line(client, moderator, answers, at):
    answers["/publiccode.yml"] = says(changed("type: none", "type: commercial"))
    assert "Line 20, maintenance.type: It says “commercial”" in shown(look(client, at))


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://10.0.0.1/publiccode.yml", "public internet"),
        ("https://person:word@example.org/x.yml", "name and password"),
        ("", "Enter the address"),
        ("no address", "Enter a web address"),
    ],
)
def test_an_address_that_cannot_be_read_says_why(client, moderator, address, why):
    assert why in shown(look(client, address))


def test_a_page_that_waits_cannot_be_changed(client, moderator, answers, at):
    import_tool(reading=read_publiccode(RIGHT.encode()), address=at, actor=SYSTEM)
    page = ToolPage.objects.get()
    page.locked = True
    page.save()
    response = look(client, at)
    assert "The page is locked" in shown(response)
    assert 'name="import"' not in response.content.decode()


def test_the_list_shows_each_tool_and_stops_its_reading(client, moderator, at):
    confirm(client, look(client, at), at, daily="on")
    listed = client.get(reverse("tool_sources"))
    assert "Pothole Desk" in shown(listed)
    source = PubliccodeSource.objects.get()
    client.post(reverse("tool_forget", args=[source.pk]))
    source.refresh_from_db()
    assert not source.is_refreshed
    assert client.get(reverse("tool_forget", args=[source.pk])).status_code == 405


def test_the_editor_shows_what_the_standard_does_not_know(client, moderator):
    data = changed("type: none", "type: commercial", more="x-ward: all of them\n")
    outcome = import_tool(reading=read_publiccode(data), actor=SYSTEM)
    page = shown(client.get(reverse("wagtailadmin_pages:edit", args=[outcome.page_id])))
    assert "comes from the publiccode.yml of" in page
    assert "x-ward : &quot;all of them&quot;" in page
    assert "Line 20, maintenance.type" in page


@pytest.mark.parametrize("groups", [["Editors"], []])
def test_only_moderators_add_tools(client, groups, at):
    client.force_login(UserFactory(groups=groups))
    for name in ("tool_sources", "tool_add"):
        assert client.get(reverse(name)).status_code in (302, 403)
    assert look(client, at).status_code in (302, 403)
    assert not ToolPage.objects.exists()


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("https://github.com/council/tool", "https://raw.githubusercontent.com/council/tool/HEAD/publiccode.yml"),
        ("https://github.com/council/tool.git", "https://raw.githubusercontent.com/council/tool/HEAD/publiccode.yml"),
        ("https://github.com/council/tool/blob/main/x/publiccode.yml", "https://raw.githubusercontent.com/council/tool/main/x/publiccode.yml"),
        ("https://gitlab.com/council/tool", "https://gitlab.com/council/tool/-/raw/HEAD/publiccode.yml"),
        ("https://gitlab.com/council/tool/-/blob/main/publiccode.yml", "https://gitlab.com/council/tool/-/raw/main/publiccode.yml"),
        ("https://codeberg.org/council/tool/src/branch/main/publiccode.yml", "https://codeberg.org/council/tool/raw/main/publiccode.yml"),
        ("https://github.com/council", "https://github.com/council"),
        ("https://github.com/council/tool/issues", "https://github.com/council/tool/issues"),
        ("https://example.org/publiccode.yml", "https://example.org/publiccode.yml"),
    ],
)  # fmt: skip
def test_the_address_of_a_repository_leads_to_its_file(given, meant):
    assert raw_address(given) == meant
