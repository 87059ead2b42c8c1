"""Writing down what happened, in the transaction of the change itself."""

from __future__ import annotations

import datetime as dt
import ipaddress
import math
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import connection

from marketplace.core import clock
from marketplace.core.actor import Actor
from marketplace.core.models import Audience, Event

_CODE = re.compile(r"[A-Za-z0-9_.:+/-]{0,80}")
_FACT = re.compile(r"[a-z_]+(\.[a-z_]+)+")
_WORD = re.compile(r"[a-z_]+")
_KEY = re.compile(r"[A-Za-z0-9_.:+/-]{1,120}")
# SQLite would keep what PostgreSQL refuses.
_LONGEST = {"name": 60, "thing": 40, "thing_id": 40, "via": 20, "request_id": 64}


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

    Raises EventRefused outside a transaction, for an unknown audience, for a value that could be a
    person's name or an address, and for a name or key that is not well formed.
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
    _check_form(event)
    event.save()
    return event


def happened(dedupe_key: str) -> bool:
    """Whether an event with this key was recorded."""
    return Event.objects.filter(dedupe_key=dedupe_key).exists()


def _check_form(event: Event) -> None:
    for field, longest in _LONGEST.items():
        if len(getattr(event, field)) > longest:
            raise EventRefused(f"{field} is longer than {longest} characters.")
    if not _FACT.fullmatch(event.name):
        raise EventRefused(f"The name is no past fact like “claim.verified”: {event.name}")
    if not _WORD.fullmatch(event.thing):
        raise EventRefused(f"The thing is no word like “claim”: {event.thing}")
    for field in ("thing_id", "via", "request_id"):
        _code(field, getattr(event, field))
    if event.dedupe_key is not None and not _KEY.fullmatch(event.dedupe_key):
        raise EventRefused("The dedupe key is a code of at most 120 characters.")


def _codes(values: Mapping[str, Any] | None) -> dict[str, Any]:
    return {_code("a key", key): _code(key, value) for key, value in (values or {}).items()}


def _code(key: str, value: Any) -> Any:
    if isinstance(value, float | Decimal) and not math.isfinite(value):
        raise EventRefused(f"{key} holds a number that is none.")
    if value is None or isinstance(value, bool | int | float | Decimal | dt.date | dt.datetime):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_code(key, item) for item in value]
    if isinstance(value, str) and _CODE.fullmatch(value) and not _is_network_address(value):
        return str(value)
    raise EventRefused(f"{key} holds something other than an id, a number, a date or a code.")


def _is_network_address(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True
