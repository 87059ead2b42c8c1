"""What a person did, as the record has it: handed out to them. It names nobody, so nothing of it is
erased."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from marketplace.core.models import Event

FIELDS = ("at", "name", "thing", "thing_id", "organisation_id", "via", "before", "after")


def export(user_id: int) -> Iterator[tuple[str, Sequence[Mapping[str, Any]]]]:
    """Events by the person, and those about them."""
    by, about = Event.objects.filter(actor_id=user_id), Event.objects.about("person", user_id)
    yield "what you did", _told(by)
    yield "what was done about you", _told(about.exclude(actor_id=user_id))


def erase(user_id: int) -> None:
    """Nothing: events hold the number of an account, which then leads to nobody."""


def _told(events: QuerySet[Event]) -> list[Mapping[str, Any]]:
    return list(events.order_by("pk").values(*FIELDS))
