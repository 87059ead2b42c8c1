"""What a person did, as the record has it: handed out to them. It names nobody, so nothing of it is
erased."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from marketplace.core.models import Event
from marketplace.core.registry import HeldTable

FIELDS = ("at", "name", "thing", "thing_id", "organisation_id", "via", "before", "after")


def tables(user_id: int) -> Iterator[HeldTable]:
    """Events by the person, and those about them."""
    by, about = Event.objects.filter(actor_id=user_id), Event.objects.about("person", user_id)
    yield _told("what you did", by)
    yield _told("what was done about you", about.exclude(actor_id=user_id))


def erase(user_id: int) -> None:
    """Nothing: events hold the number of an account, which then leads to nobody."""


def _told(name: str, events: QuerySet[Event]) -> HeldTable:
    return HeldTable(name, events.order_by("pk").values(*FIELDS))
