"""Writing down what happened, in the transaction of the change itself."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import connection

from marketplace.core import clock
from marketplace.core.actor import Actor
from marketplace.core.models import Audience, Event

_CODE = re.compile(r"^[A-Za-z0-9_.:+/-]{0,80}$")


class EventRefused(ValueError):
    """An event was recorded outside a transaction, or with something that it may not hold."""


def record(
    name: str,
    *,
    actor: Actor,
    thing: str,
    thing_id: int | str,
    audience: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    dedupe_key: str | None = None,
) -> Event:
    """Write one event beside the change that it tells of.

    `name` is a past fact, "claim.verified"; `thing` and `thing_id` say to what it happened;
    `audience` is one of `Audience`. `before` and `after` take numbers, dates, booleans and codes
    (no blanks, no "@"), alone or in lists. A second event with the same `dedupe_key` raises
    IntegrityError, and the change with it is rolled back: ask `happened()` first where doing a
    thing twice is expected.

    Raises EventRefused outside a transaction, for an unknown audience, or for a value that could
    be a name or an address.
    """
    if not connection.in_atomic_block:
        raise EventRefused("An event belongs in the transaction of its change.")
    if audience not in Audience.values:
        raise EventRefused(f"Unknown audience: {audience}")
    event = Event(
        at=clock.now(),
        name=name,
        thing=thing,
        thing_id=str(thing_id),
        actor_id=actor.user_id,
        organisation_id=actor.organisation_id,
        via=actor.via,
        request_id=actor.request_id,
        audience=audience,
        before=_codes(before),
        after=_codes(after),
        dedupe_key=dedupe_key,
    )
    event.save()
    return event


def happened(dedupe_key: str) -> bool:
    """Whether an event with this key was recorded."""
    return Event.objects.filter(dedupe_key=dedupe_key).exists()


def _codes(values: Mapping[str, Any] | None) -> dict[str, Any]:
    return {key: _code(key, value) for key, value in (values or {}).items()}


def _code(key: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | Decimal | dt.date | dt.datetime):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_code(key, item) for item in value]
    if isinstance(value, str) and _CODE.match(value):
        return str(value)
    raise EventRefused(f"{key} holds something other than an id, a number, a date or a code.")
