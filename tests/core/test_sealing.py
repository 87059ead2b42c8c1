"""The chain of events: whatever is committed is sealed once, and whatever is changed later is found."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import threading
from contextlib import contextmanager
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from marketplace.accounts.privacy.services import erase_person
from marketplace.core import clock, due_runs, sealing, telling_head
from marketplace.core.actor import SYSTEM, Actor
from marketplace.core.checking_seals import check_chain
from marketplace.core.events import record
from marketplace.core.models import Event, EventSeal, SealIsFinal
from marketplace.core.sealing import seal_late, seal_new
from marketplace.notifications.models import Mail
from marketplace.organisations import services as organisations
from tests.factories.accounts import UserFactory
from tests.factories.organisations import CouncilFactory, MemberFactory

MORNING = dt.datetime(2031, 5, 6, 8, 30, tzinfo=dt.UTC)


def happen(count=1, **facts):
    told = {"actor": SYSTEM, "thing": "trial", "thing_id": 3, "audience": "staff", **facts}
    with transaction.atomic():
        return [record("claim.added", **told) for _ in range(count)]


def checked(*arguments):
    out = StringIO()
    call_command("check_events", *arguments, stdout=out)
    return out.getvalue()


@contextmanager
def undone():
    """Whatever is done within is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def behind_its_back(statement, *values):
    """As somebody who administers the database, whom no trigger stops."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)


# Sealing ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_each_event_has_one_place_and_places_have_no_gap():
    happen(3)
    assert seal_new() == Event.objects.count()
    happen(2)
    assert seal_new() == 2
    assert seal_new() == 0
    places = list(EventSeal.objects.order_by("seq").values_list("seq", "event_id"))
    assert [seq for seq, _ in places] == list(range(1, len(places) + 1))
    assert {event for _, event in places} == set(Event.objects.values_list("pk", flat=True))
    assert not check_chain().wrong


@pytest.mark.django_db
def test_more_than_a_batch_is_sealed_at_once(monkeypatch):
    monkeypatch.setattr(sealing, "A_BATCH", 3)
    happen(8)
    assert seal_new() == Event.objects.count()
    assert not check_chain().wrong


def event_that_comes_late(number):
    """As if its transaction had taken the number, and was committed only now."""
    late = Event(pk=number, at=MORNING, name="claim.added", thing="trial", thing_id="3")
    late.audience = "staff"
    late.save()
    return late


def leave_a_gap():
    """The number of an event that is not there yet, between two that are."""
    with undone():
        number = happen()[0].pk
    if connection.vendor == "sqlite":  # which gives a number again
        event_that_comes_late(number + 1)
    happen()
    return number


@pytest.mark.django_db
def test_what_is_committed_late_gets_the_next_place():
    number = leave_a_gap()
    seal_new()
    late = event_that_comes_late(number)
    assert seal_new() == 1
    assert EventSeal.objects.head().event == late
    assert EventSeal.objects.filter(event_id__gt=number).exists()
    assert not check_chain().wrong


@pytest.mark.django_db
def test_what_is_committed_later_than_anybody_looks_is_sealed_by_the_walk_of_the_day(monkeypatch):
    monkeypatch.setattr(sealing, "LOOK_BACK", 4)
    monkeypatch.setattr(sealing, "A_BATCH", 2)
    number = leave_a_gap()
    happen(9)
    seal_new()
    late = event_that_comes_late(number)
    assert seal_new() == 0
    assert seal_late() == 1
    assert EventSeal.objects.head().event == late
    assert seal_late() == 0
    assert not check_chain().wrong


@pytest.mark.django_db
def test_a_tick_reads_no_more_however_many_are_sealed(monkeypatch):
    monkeypatch.setattr(sealing, "LOOK_BACK", 4)
    happen(30)
    seal_new()
    happen()
    with CaptureQueriesContext(connection) as asked:
        assert seal_new() == 1
    about_events = [each["sql"] for each in asked if 'FROM "core_event"' in each["sql"]]
    above = EventSeal.objects.order_by("-event_id")[1].event_id - 4
    assert about_events
    # Both the events and the seals beside them, in each statement.
    assert f'"event_id" > {above}' in about_events[0]
    assert f'"id" > {above}' in about_events[0]


@pytest.mark.django_db
def test_anybody_can_recompute_it_from_the_rows():
    """By docs/decisions/events.md alone, and not by the code that made it."""
    happen(
        before={"share": Decimal("0.5"), "day": dt.date(2026, 5, 1)},
        after={"z": 1, "ids": [1, 2], "live": True, "half": 0.5, "nothing": None},
        actor=Actor(user_id=7, organisation_id=11, via="admin", request_id="abcdef0123456789"),
        dedupe_key="trial:1",
    )
    seal_new()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.seq, s.hash, e.id, e.at, e.name, e.thing, e.thing_id, e.actor_id,"
            " e.organisation_id, e.via, e.request_id, e.audience, e.before, e.after, e.dedupe_key"
            " FROM core_eventseal s JOIN core_event e ON e.id = s.event_id ORDER BY s.seq"
        )
        rows = cursor.fetchall()
    assert rows[-1][-1] == "trial:1"
    before = "0" * 64
    for seq, kept, number, at, *columns in rows:
        if isinstance(at, str):
            at = dt.datetime.fromisoformat(at)
        at = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
        columns[8], columns[9] = json.loads(columns[8]), json.loads(columns[9])
        moment = at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
        told = json.dumps(
            [before, seq, number, moment, *columns], sort_keys=True, separators=(",", ":")
        )
        before = hashlib.sha256(told.encode()).hexdigest()
        assert before == kept


def test_every_column_of_an_event_is_in_its_hash():
    """A column that is added later needs a new way of hashing, from some place on."""
    assert [field.attname for field in Event._meta.concrete_fields] == [
        "id", "at", "name", "thing", "thing_id", "actor_id", "organisation_id", "via", "request_id",
        "audience", "before", "after", "dedupe_key",
    ]  # fmt: skip


def test_a_hash_never_comes_to_be_made_otherwise():
    """These hashes stand in the chains of sites."""
    event = Event(
        pk=5, at=MORNING, name="claim.added", thing="claim", thing_id="3", actor_id=None,
        organisation_id=2, via="site", request_id="", audience="public",
        before={}, after={"b": [1, "é"], "a": 1.5}, dedupe_key=None,
    )  # fmt: skip
    assert sealing.hash_of(event, seq=1, before=sealing.NOTHING_BEFORE) == (
        "a3e28601426054043823212109ca08cc309983f8b9a3d419db9c90eab4f4e7f8"
    )


# Insert-only --------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("manager", ["objects", "_base_manager", "_default_manager"])
def test_no_query_changes_a_seal(manager):
    happen()
    seal_new()
    seals, seal = getattr(EventSeal, manager), EventSeal.objects.head()
    for attempt in (
        lambda: seals.update(hash="0" * 64),
        lambda: seals.all().delete(),
        lambda: seals.bulk_update([seal], ["hash"]),
        lambda: seals.bulk_create([EventSeal()]),
        lambda: seals.update_or_create(pk=seal.pk, defaults={"hash": ""}),
        lambda: seals.get_or_create(pk=seal.pk),
        lambda: seals.create(seq=seal.seq + 1, event=seal.event, hash=""),
        seal.save,
        seal.delete,
    ):
        with pytest.raises(SealIsFinal):
            attempt()
    assert EventSeal.objects.head().hash == seal.hash


@pytest.mark.django_db
def test_a_place_is_taken_once_and_an_event_has_one():
    happen(2)
    seal_new()
    seal = EventSeal.objects.head()
    other = happen()[0]
    for taken in (
        EventSeal(seq=seal.seq, event=other, hash="0" * 64),
        EventSeal(seq=seal.seq + 1, event=seal.event, hash="0" * 64),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            EventSeal.objects.add_all([taken])


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    ["UPDATE core_eventseal SET hash = ''", "DELETE FROM core_eventseal WHERE seq < 0"],
)
def test_postgresql_refuses_to_change_a_seal_whoever_asks(statement):
    if connection.vendor != "postgresql":
        pytest.skip("DATABASE_URL does not lead to PostgreSQL")
    happen()
    seal_new()
    with (
        pytest.raises(DatabaseError, match="Seals are final"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert not check_chain().wrong


# Checking -----------------------------------------------------------------------------------------

COLUMNS = {
    "at": st.datetimes(timezones=st.just(dt.UTC)).filter(lambda moment: moment.year > 1000),
    "name": st.text("abc._", min_size=1, max_size=60),
    "thing": st.text("abc_", min_size=1, max_size=40),
    "thing_id": st.text("abc019-", max_size=40),
    "actor_id": st.none() | st.integers(0, 2**62),
    "organisation_id": st.none() | st.integers(0, 2**62),
    "via": st.text("abc", max_size=20),
    "request_id": st.text("abc019", max_size=64),
    "audience": st.sampled_from(["public", "organisation", "staff"]),
    "before": st.dictionaries(st.text("abc", max_size=3), st.integers() | st.text("xyz é")),
    "after": st.dictionaries(st.text("abc", max_size=3), st.booleans() | st.none()),
    "dedupe_key": st.none() | st.text("abc", min_size=1, max_size=20),
}
TRIES = tried(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def chain():
    """Some sealed events of each sort, as (seq, number of the event), from the first on."""
    happen(6, after={"a": True, "b": [1, 2]}, actor=Actor(user_id=7, organisation_id=3))
    happen(3, before={"level": 2})
    seal_new()
    return list(EventSeal.objects.order_by("seq").values_list("seq", "event_id"))


@pytest.mark.django_db
def test_a_chain_that_nobody_touched_fits(chain):
    assert f"{len(chain)} sealed and fit, 0 waiting" in checked()
    happen(2)
    said = checked()
    assert f"{len(chain)} sealed and fit, 2 waiting" in said
    head = EventSeal.objects.head()
    assert f"Head: place {head.seq}, {head.hash}" in said


@pytest.mark.django_db
@TRIES
@given(data=st.data())
def test_any_change_of_a_column_of_a_sealed_event_is_found(chain, data):
    seq, number = data.draw(st.sampled_from(chain))
    column = data.draw(st.sampled_from(sorted(COLUMNS)))
    value = data.draw(COLUMNS[column])
    held = Event.objects.filter(pk=number).values_list(column, flat=True).get()
    if json.dumps(held, default=str, sort_keys=True) == json.dumps(
        value, default=str, sort_keys=True
    ):
        return
    field = Event._meta.get_field(column)
    with undone():
        behind_its_back(
            f"UPDATE core_event SET {column} = %s WHERE id = %s",  # noqa: S608 - ours
            field.get_db_prep_save(value, connection), number,
        )  # fmt: skip
        found = check_chain()
    assert found.wrong.startswith(f"Event {number} "), found.wrong
    assert found.seq == seq - 1


@pytest.mark.django_db
@TRIES
@given(data=st.data())
def test_an_event_that_is_removed_from_the_middle_is_found(chain, data):
    seq, number = data.draw(st.sampled_from(chain[:-1]))
    with_its_seal = data.draw(st.booleans())
    with undone():
        if with_its_seal:
            behind_its_back("DELETE FROM core_eventseal WHERE seq = %s", seq)
        behind_its_back("DELETE FROM core_event WHERE id = %s", number)
        found = check_chain()
    named = dict(chain)[seq + 1] if with_its_seal else number
    assert found.wrong.startswith(f"Event {named},"), found.wrong
    assert found.seq == seq - 1


@pytest.mark.django_db
@TRIES
@given(data=st.data())
def test_events_that_change_places_are_found(chain, data):
    (one, first), (two, second) = sorted(
        data.draw(st.lists(st.sampled_from(chain), min_size=2, max_size=2, unique=True))
    )
    with undone():
        for seq, number in ((one, -1), (two, first), (one, second)):
            behind_its_back("UPDATE core_eventseal SET event_id = %s WHERE seq = %s", number, seq)
        found = check_chain()
    assert found.wrong.startswith(f"Event {second} "), found.wrong
    assert found.seq == one - 1


@pytest.mark.django_db
@TRIES
@given(data=st.data(), digit=st.sampled_from("0123456789abcdef"))
def test_a_seal_that_is_changed_is_found(chain, data, digit):
    seq, number = data.draw(st.sampled_from(chain))
    place = data.draw(st.integers(0, 63))
    held = EventSeal.objects.get(seq=seq).hash
    other = held[:place] + digit + held[place + 1 :]
    if other == held:
        return
    with undone():
        behind_its_back("UPDATE core_eventseal SET hash = %s WHERE seq = %s", other, seq)
        assert check_chain().wrong.startswith(f"Event {number} ")


@pytest.mark.django_db
@pytest.mark.parametrize("place", [-3, 0, 4])
def test_an_event_that_is_put_in_is_found(chain, place):
    """With the hash that it would have there, and whatever comes after it moved on."""
    (added,) = happen()
    before = EventSeal.objects.filter(seq=place - 1).first()
    with undone():
        if place > 0:
            for seq, _ in reversed(chain[place - 1 :]):
                behind_its_back("UPDATE core_eventseal SET seq = %s WHERE seq = %s", seq + 1, seq)
        seal = EventSeal(seq=place, event=added)
        seal.hash = sealing.hash_of(added, seq=place, before=before.hash if before else "0" * 64)
        EventSeal.objects.add_all([seal])
        found = check_chain()
        named = added.pk if place < 1 else dict(chain)[place]
        with pytest.raises(CommandError, match=f"^Event {named}[ ,]"):
            checked()
    assert found.wrong


@pytest.mark.django_db
def test_what_is_cut_off_at_the_end_is_found_by_a_head_alone(chain):
    head = EventSeal.objects.head()
    assert f"in place {head.seq}." in checked("--head", head.hash.upper())
    earlier = EventSeal.objects.get(seq=2)
    assert "in place 2." in checked("--head", earlier.hash)
    with undone():
        behind_its_back("DELETE FROM core_eventseal WHERE seq = %s", head.seq)
        behind_its_back("DELETE FROM core_event WHERE id = %s", head.event_id)
        checked()
        with pytest.raises(CommandError, match="cut off"):
            checked("--head", head.hash)


@pytest.mark.django_db
def test_a_chain_made_anew_is_found_by_a_head_alone(chain):
    head = EventSeal.objects.head()
    with undone():
        behind_its_back("UPDATE core_event SET actor_id = 99 WHERE id = %s", chain[3][1])
        behind_its_back("DELETE FROM core_eventseal")
        seal_new()
        checked()
        with pytest.raises(CommandError, match="made anew"):
            checked("--head", head.hash)


@pytest.mark.django_db
@pytest.mark.parametrize("head", ["abc", "x" * 64, "0" * 65])
def test_what_is_no_hash_is_said_to_be_none(head):
    with pytest.raises(CommandError, match="64 digits"):
        checked("--head", head)


@pytest.mark.django_db
def test_a_chain_of_several_batches_is_checked_in_few_statements(chain, monkeypatch):
    monkeypatch.setattr("marketplace.core.checking_seals.A_BATCH", 4)
    with CaptureQueriesContext(connection) as asked:
        assert not check_chain().wrong
    assert len(asked) <= 2 * (len(chain) // 4 + 1) + 2


# What must stay outlives what must go -------------------------------------------------------------


@pytest.mark.django_db
def test_the_chain_outlives_a_person_who_is_erased():
    person = MemberFactory(user=UserFactory(name="Edith Marlow")).user
    happen(2, actor=Actor(user_id=person.pk), thing="person", thing_id=person.pk)
    seal_new()
    head = EventSeal.objects.head()
    erase_person(user_id=person.pk, actor=SYSTEM)
    seal_new()
    assert f"in place {head.seq}." in checked("--head", head.hash)
    assert EventSeal.objects.head().seq > head.seq


@pytest.mark.django_db
def test_the_chain_outlives_a_merger_of_councils():
    old, new = CouncilFactory(end_date=dt.date(2025, 4, 1)), CouncilFactory()
    old.successors.add(new)
    member = MemberFactory(organisation=old).user
    happen(
        2, actor=Actor(user_id=member.pk, organisation_id=old.pk), thing="council", thing_id=old.pk
    )
    seal_new()
    head = EventSeal.objects.head()
    organisations.merge_council(old_id=old.pk, new_id=new.pk, actor=SYSTEM)
    seal_new()
    assert f"in place {head.seq}." in checked("--head", head.hash)
    assert EventSeal.objects.head().seq > head.seq


# Two at once --------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_several_who_seal_at_once_make_one_chain(monkeypatch):
    """While others go on writing, and some of it is committed late."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("each thread would have a database of its own")
    monkeypatch.setattr(sealing, "A_BATCH", 3)
    start = threading.Barrier(6)
    errors = []

    def write():
        for size in (1, 4, 2, 7, 1, 3):
            happen(size)

    def seal():
        for _ in range(12):
            seal_new()

    def run(work):
        try:
            start.wait()
            work()
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in (write, seal) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    seal_new()
    written = Event.objects.count()
    assert written >= 3 * 18
    assert [seal.seq for seal in EventSeal.objects.order_by("seq")] == list(range(1, written + 1))
    assert not check_chain().wrong


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_what_is_not_committed_yet_is_sealed_once_it_is():
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite one transaction writes at a time")
    written, commit = threading.Event(), threading.Event()

    def slowly():
        try:
            with transaction.atomic():
                happen(thing_id="late")
                written.set()
                commit.wait(30)
        finally:
            connections.close_all()

    slow = threading.Thread(target=slowly)
    slow.start()
    assert written.wait(30)
    happen(2)
    assert seal_new() == 2
    commit.set()
    slow.join()
    assert seal_new() == 1
    head = EventSeal.objects.head()
    assert head.event.thing_id == "late"
    assert head.event_id < EventSeal.objects.get(seq=1).event_id
    assert not check_chain().wrong


# The head leaves the database ---------------------------------------------------------------------


@pytest.fixture
def told(caplog):
    """The heads that were logged, as the records that say them."""
    caplog.set_level(logging.INFO, logger=telling_head.__name__)
    return lambda: [each for each in caplog.records if each.name == telling_head.__name__]


def run_and_note():
    """As the runner does, which notes when it went well."""
    telling_head.tell_head()
    due_runs.note_end(telling_head.WORK, None)


@pytest.mark.django_db
def test_the_head_is_told_once_a_day_and_holds_what_was_waiting(told, mailoutbox):
    happen()
    for hour in (0, 1, 20):
        with clock.stopped_at(MORNING + dt.timedelta(hours=hour - 8)):
            run_and_note()
    assert len(told()) == 1
    with clock.stopped_at(MORNING + dt.timedelta(days=1)):
        happen()
        run_and_note()
    head = EventSeal.objects.head()
    assert [(each.seq, each.hash) for each in told()][-1] == (head.seq, head.hash)
    assert head.hash in told()[-1].getMessage()
    assert len(told()) == 2
    assert not Event.objects.filter(seal=None).exists()
    assert not mailoutbox, "nobody is named"


@pytest.mark.django_db
def test_it_is_mailed_to_whoever_is_named_once_a_day_however_many_tell(settings, told):
    settings.EMAIL_BACKEND = "marketplace.notifications.mail.OutboxBackend"
    settings.EVENT_HEAD_TO = ["Keeper@elsewhere.example", "audit@elsewhere.example"]
    happen()
    with clock.stopped_at(MORNING):
        telling_head.tell_head()
        telling_head.tell_head()
    assert len(told()) == 2
    mails = Mail.objects.order_by("pk")
    assert [mail.recipient for mail in mails] == settings.EVENT_HEAD_TO
    head = EventSeal.objects.head()
    for mail in mails:
        assert head.hash in mail.text
        assert head.hash in mail.html
        assert f"place {head.seq}" in mail.subject
    with clock.stopped_at(MORNING + dt.timedelta(days=1)):
        telling_head.tell_head()
    assert Mail.objects.count() == 4


@pytest.mark.django_db
def test_a_day_that_went_wrong_is_tried_again(told):
    happen()
    with clock.stopped_at(MORNING):
        due_runs.note_end(telling_head.WORK, RuntimeError())
        run_and_note()
    assert len(told()) == 1


@pytest.mark.django_db(transaction=True)
def test_where_nothing_ever_happened_there_is_nothing_to_tell(told):
    assert not Event.objects.exists()
    telling_head.tell_head()
    assert not told()
    assert "0 sealed and fit, 0 waiting" in checked()
