"""Registered files are read again when they are due, each for its own tool, whatever goes wrong."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from cms.models import PubliccodeSource, ToolPage
from cms.publiccode.refreshing import LONGEST_PAUSE, MOST_AT_ONCE, refresh_due
from cms.publiccode.services import forget_repository, import_tool, register_repository
from cms.publiccode.validating import read_publiccode
from marketplace.core import clock
from marketplace.core.actor import SYSTEM
from marketplace.core.models import Event
from tests.cms.publiccode.files import RIGHT, changed
from tests.core.servers import says, web_server

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
TOMORROW = NOON + dt.timedelta(days=1)


@pytest.fixture
def answers(settings):
    """What the web server has; tests change it."""
    settings.FETCH_FROM_LOOPBACK = True
    return {"/publiccode.yml": says(RIGHT.encode())}


@pytest.fixture
def at(answers):
    with web_server(answers) as address:
        yield f"{address}/publiccode.yml"


def register(address, *, live=True, data=None):
    reading = read_publiccode(data or RIGHT.encode())
    with clock.stopped_at(NOON):
        import_tool(reading=reading, address=address, live=live, actor=SYSTEM)
        return register_repository(address=address, live=live, actor=SYSTEM)


def refreshed_at(moment):
    with clock.stopped_at(moment):
        return refresh_due()


def test_what_is_not_due_is_not_asked_for(at):
    register(at)
    assert refreshed_at(TOMORROW - dt.timedelta(minutes=1)) == 0


def test_a_changed_file_changes_its_page_when_it_is_due(answers, at):
    register(at)
    answers["/publiccode.yml"] = says(changed("stable", "obsolete"))
    assert refreshed_at(TOMORROW) == 1
    assert ToolPage.objects.get().status == "obsolete"
    assert Event.objects.get(name="tool.refreshed").via == "schedule"
    assert PubliccodeSource.objects.get().refresh_at == TOMORROW + dt.timedelta(days=1)


def test_changes_wait_as_a_draft_where_that_was_chosen(answers, at):
    register(at, live=False)
    ToolPage.objects.get().get_latest_revision().publish()
    answers["/publiccode.yml"] = says(changed("stable", "obsolete"))
    refreshed_at(TOMORROW)
    page = ToolPage.objects.get()
    assert (page.status, page.get_latest_revision_as_object().status) == ("stable", "obsolete")


def test_what_an_editor_keeps_is_told_once_and_kept_beside_the_page(at):
    register(at)
    draft = ToolPage.objects.get().get_latest_revision_as_object()
    draft.summary = "In our words"
    draft.save_revision().publish()
    read = PubliccodeSource.objects.get().imported_at
    refreshed_at(TOMORROW)
    source = PubliccodeSource.objects.get()
    assert (source.kept, source.imported_at) == (["summary"], read)
    assert Event.objects.get(name="tool.refreshed").after["kept"] == ["summary"]
    events = Event.objects.count()
    refreshed_at(TOMORROW + dt.timedelta(days=1))
    assert Event.objects.count() == events


def test_an_unchanged_file_writes_no_event(at):
    register(at)
    events = Event.objects.count()
    assert refreshed_at(TOMORROW) == 1
    assert Event.objects.count() == events


def test_a_file_that_cannot_be_had_is_tried_later_and_later(answers, at):
    register(at)
    answers["/publiccode.yml"] = says(b"", 404)
    now, pauses = TOMORROW, []
    for _ in range(7):
        assert refreshed_at(now) == 1
        source = PubliccodeSource.objects.get()
        pauses.append((source.refresh_at - now).days)
        now = source.refresh_at
    assert pauses == [1, 2, 4, 8, 16, 16, LONGEST_PAUSE]
    assert "404" in source.trouble
    assert ToolPage.objects.get().live

    answers["/publiccode.yml"] = says(RIGHT.encode())
    refreshed_at(now)
    source.refresh_from_db()
    assert (source.trouble, source.failures) == ("", 0)


def test_a_file_that_turns_to_another_repository_changes_neither_tool(answers, at):
    other = changed("marshgate/pothole-desk", "mudford/lamps").replace(b"Pothole Desk", b"Lamps")
    import_tool(reading=read_publiccode(other), live=True, actor=SYSTEM)
    register(at)
    answers["/publiccode.yml"] = says(other.replace(b"name: Lamps", b"name: Taken over"))
    refreshed_at(TOMORROW)
    titles = set(ToolPage.objects.values_list("title", flat=True))
    assert titles == {"Pothole Desk", "Lamps"}
    assert "another repository" in PubliccodeSource.objects.get(is_refreshed=True).trouble


def test_a_file_that_is_no_file_any_more_says_so_and_harms_nothing(answers, at):
    register(at)
    answers["/publiccode.yml"] = says(b"a: [")
    refreshed_at(TOMORROW)
    assert "no YAML" in PubliccodeSource.objects.get().trouble
    assert ToolPage.objects.get().title == "Pothole Desk"


def test_only_a_few_at_a_time_the_longest_due_first(settings):
    settings.FETCH_FROM_LOOPBACK = True
    for number in range(MOST_AT_ONCE + 1):
        data = changed("pothole-desk", f"desk-{number}")
        register(f"http://127.0.0.1:9/{number}", data=data)
    first = PubliccodeSource.objects.order_by("pk").first()
    PubliccodeSource.objects.exclude(pk=first.pk).update(refresh_at=NOON)
    assert refreshed_at(TOMORROW) == MOST_AT_ONCE
    first.refresh_from_db()
    assert first.trouble == ""  # whose turn comes next
    assert refreshed_at(TOMORROW) == 1


def test_a_file_is_read_no_more_once_that_was_asked(at):
    source = register(at)
    forget_repository(source_id=source.pk, actor=SYSTEM)
    assert refreshed_at(TOMORROW) == 0
    assert ToolPage.objects.get().live
    with pytest.raises(ValidationError):
        forget_repository(source_id=source.pk, actor=SYSTEM)


def test_only_what_was_imported_can_be_registered():
    with pytest.raises(ValidationError):
        register_repository(address="https://example.org/x.yml", live=False, actor=SYSTEM)
