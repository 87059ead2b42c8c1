"""What people do at the door, written down: who and how, never an address or a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from marketplace.accounts.signals import address_confirmed
from marketplace.core.actor import SYSTEM, Actor, current_actor
from marketplace.core.events import record
from marketplace.core.models import Audience


def note(person_id: int, name: str, after: Mapping[str, Any] | None = None) -> None:
    """Record the event beside the change that it tells of; in a transaction of its own where a
    library makes the change outside of any."""
    with transaction.atomic():
        record(
            name,
            actor=whoever_acts(person_id),
            thing="person",
            thing_id=person_id,
            audience=Audience.STAFF,
            after=after,
        )


def note_confirmed(person_id: int, email: str) -> None:
    """Record that an address was confirmed, and tell the slices above."""
    with transaction.atomic():
        note(person_id, "person.address_confirmed")
        address_confirmed.send(sender=None, user_id=person_id, email=email.lower())


def whoever_acts(person_id: int) -> Actor:
    """The person of the request; at the door, where nobody is signed in yet, whoever comes in."""
    current = current_actor()
    if current is None:
        return SYSTEM
    if current.user_id is None and current.via == "site":
        return Actor(user_id=person_id, via=current.via, request_id=current.request_id)
    return current
