"""Events: written with the change, holding no names, and final."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from marketplace.core import clock
from marketplace.core.actor import SYSTEM, Actor
from marketplace.core.events import EventRefused, happened, record
from marketplace.core.models import Event, EventIsFinal

MAKER = Actor(user_id=7, organisation_id=11, via="admin", request_id="abcdef0123456789")


def tell(**changes):
    facts = {
        "actor": SYSTEM, "thing": "trial", "thing_id": 3, "audience": "staff", **changes
    }  # fmt: skip
    return record(facts.pop("name", "claim.added"), **facts)


def told():
    """What this test recorded, beside what setting up the site did."""
    return Event.objects.filter(thing="trial")


@pytest.mark.django_db
def test_an_event_says_what_happened_when_and_by_whom():
    moment = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
    with clock.stopped_at(moment):
        tell(actor=MAKER, before={"status": "draft"}, after={"status": "public", "pence": 5})
    event = told().get()
    assert (event.at, event.name, event.thing, event.thing_id) == (
        moment, "claim.added", "trial", "3"
    )  # fmt: skip
    assert (event.actor_id, event.organisation_id, event.via) == (7, 11, "admin")
    assert event.request_id == "abcdef0123456789"
    assert event.before == {"status": "draft"}
    assert event.after == {"status": "public", "pence": 5}


@pytest.mark.django_db(transaction=True)
def test_an_event_is_refused_outside_the_transaction_of_its_change():
    with pytest.raises(EventRefused, match="transaction"):
        tell()
    assert not told().exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value",
    [
        "Edith Marlow", "edith@council.gov.uk", "192.0.2.7", "2001:db8::1", "Zoë", "two words",
        "line\n", "x" * 81, {"nested": 1}, object(), b"bytes", float("nan"), Decimal("Infinity"),
        ["fine", "not fine"],
    ],
)  # fmt: skip
def test_an_event_holds_neither_names_nor_addresses(value):
    with pytest.raises(EventRefused):
        tell(after={"value": value})
    with pytest.raises(EventRefused):
        tell(before={"value": value})


@pytest.mark.django_db
def test_an_event_holds_ids_numbers_dates_and_codes():
    day = dt.date(2026, 5, 1)
    values = {
        "id": 1, "share": Decimal("0.5"), "day": day, "moment": dt.datetime(2026, 5, 1, tzinfo=dt.UTC),
        "live": True, "nothing": None, "code": "E09000002", "version": "1.2.3", "ids": [1, 2],
        "codes": ("a", "b"), "empty": "",
    }  # fmt: skip
    tell(after=values)
    kept = told().get().after
    assert kept["day"] == "2026-05-01"
    assert kept["codes"] == ["a", "b"]
    assert set(kept) == set(values)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"audience": "everybody"}, "audience"),
        ({"name": "added"}, "past fact"),
        ({"name": "Claim Added"}, "past fact"),
        ({"name": "claim." + "x" * 60}, "longer"),
        ({"thing": "a claim"}, "word"),
        ({"thing_id": "Edith Marlow"}, "thing_id"),
        ({"thing_id": "9" * 41}, "longer"),
        ({"after": {"a key with blanks": 1}}, "key"),
        ({"dedupe_key": "edith@council.gov.uk"}, "key"),
        ({"dedupe_key": ""}, "key"),
        ({"dedupe_key": "x" * 121}, "key"),
        ({"actor": Actor(user_id=1, via="by the back door")}, "via"),
    ],
)
def test_what_is_not_well_formed_is_refused_with_words_that_say_why(changes, words):
    with pytest.raises(EventRefused, match=words):
        tell(**changes)


@pytest.mark.django_db
def test_the_same_dedupe_key_never_happens_twice():
    assert not happened("loaded:x")
    tell(dedupe_key="loaded:x")
    assert happened("loaded:x")
    with pytest.raises(IntegrityError), transaction.atomic():
        tell(dedupe_key="loaded:x")
    tell()
    tell()
    assert told().count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_change_is_rolled_back_with_its_event():
    def change():
        with transaction.atomic():
            tell()
            tell(audience="nobody")

    with pytest.raises(EventRefused):
        change()
    assert not told().exists()


@pytest.mark.django_db
@pytest.mark.parametrize("manager", ["objects", "_base_manager", "_default_manager"])
def test_no_query_changes_an_event(manager):
    event = tell()
    events = getattr(Event, manager)
    for attempt in (
        lambda: events.update(name="other.fact"),
        lambda: events.all().delete(),
        lambda: events.bulk_update([event], ["name"]),
        lambda: events.bulk_create([Event()]),
        lambda: events.update_or_create(pk=event.pk, defaults={"name": "other.fact"}),
        lambda: events.get_or_create(pk=event.pk),
    ):
        with pytest.raises(EventIsFinal):
            attempt()
    assert told().get().name == "claim.added"


@pytest.mark.django_db
def test_no_event_is_saved_again_or_deleted():
    event = tell()
    for same in (event, told().get()):
        same.name = "other.fact"
        with pytest.raises(EventIsFinal):
            same.save()
        with pytest.raises(EventIsFinal):
            same.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Event(pk=event.pk, name="other.fact", at=event.at, audience="staff").save()
    assert told().get().name == "claim.added"


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    ["UPDATE core_event SET name = 'other.fact'", "DELETE FROM core_event WHERE id < 0"],
)
def test_postgresql_refuses_to_change_an_event_whoever_asks(statement):
    if connection.vendor != "postgresql":
        pytest.skip("DATABASE_URL does not lead to PostgreSQL")
    tell()
    with (
        pytest.raises(DatabaseError, match="Events are final"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert told().get().name == "claim.added"


@pytest.mark.django_db
def test_what_happened_to_one_thing_comes_oldest_first():
    tell(thing_id=1)
    tell(thing_id=2)
    tell(thing_id=1, name="claim.revised")
    assert [e.name for e in Event.objects.about("trial", 1)] == ["claim.added", "claim.revised"]
