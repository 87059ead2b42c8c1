"""The chain of events: each that is committed gets its place, and a hash that holds all before it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from marketplace.core.models import Event, EventSeal
from marketplace.core.turns import take_turns_to_seal

NOTHING_BEFORE = "0" * 64  # what stands for the hash before the first
A_BATCH = 1_000
LOOK_BACK = 10_000  # numbers: how far behind the last sealed one an event may be committed late


def hash_of(event: Event, *, seq: int, before: str) -> str:
    """The hash of an event in its place, as 64 hex digits; `before` is that of the place before it.

    SHA-256 of a JSON array of `before`, `seq` and every column of the event in the order below:
    without blanks, keys of objects sorted, all but ASCII escaped, in UTF-8; `at` in UTC by ISO 8601
    with six digits of microseconds, "2026-11-26T09:30:00.000000+00:00". docs/decisions/events.md has
    it for whoever recomputes it from the rows, so it can never be made otherwise.
    """
    told = [
        before,
        seq,
        event.pk,
        event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        event.name,
        event.thing,
        event.thing_id,
        event.actor_id,
        event.organisation_id,
        event.via,
        event.request_id,
        event.audience,
        event.before,
        event.after,
        event.dedupe_key,
    ]
    written = json.dumps(told, separators=(",", ":"), sort_keys=True, allow_nan=False)
    return hashlib.sha256(written.encode()).hexdigest()


def seal_new() -> int:
    """Due work: seal what was committed since, and what was committed late among the last LOOK_BACK
    numbers; returns how many. Safe at any time, by several at once."""
    sealed = 0
    # Asked outside of the transaction first, so that mostly nobody waits for SQLite's write lock.
    while _waiting().exists():
        sealed += _seal(lambda: list(_waiting()[:A_BATCH]))
    return sealed


def seal_late() -> int:
    """Due work, once a day: seal what was committed so late that `seal_new` no longer looked there;
    returns how many. It reads every number once, some at a time."""
    sealed, last = 0, 0
    numbers = Event.objects.order_by("pk").values_list("pk", flat=True)
    while batch := list(numbers.filter(pk__gt=last)[:LOOK_BACK]):
        first, last = batch[0], batch[-1]
        held = EventSeal.objects.filter(event_id__gte=first, event_id__lte=last)
        missing = sorted(set(batch) - set(held.values_list("event_id", flat=True)))
        for start in range(0, len(missing), A_BATCH):
            sealed += _seal(_those(missing[start : start + A_BATCH]))
    return sealed


def _those(numbers: list[int]) -> Callable[[], list[Event]]:
    """The events of these numbers that nobody has sealed meanwhile."""
    unsealed = Event.objects.filter(pk__in=numbers, seal=None).order_by("pk")
    return lambda: list(unsealed.all())


def _waiting() -> QuerySet[Event]:
    """Events above the window's lower end that have no seal. Both sides are bounded by it, so the
    statement reads no more rows however many are sealed."""
    newest = EventSeal.objects.aggregate(newest=Max("event_id"))["newest"] or 0
    above = newest - LOOK_BACK
    seals = EventSeal.objects.filter(event_id=OuterRef("pk"), event_id__gt=above)
    return Event.objects.filter(~Exists(seals), pk__gt=above).order_by("pk")


def _seal(choose: Callable[[], list[Event]]) -> int:
    """Hang events onto the end of the chain. What is committed while others seal is chosen after the
    lock is held, or two would choose the same."""
    with transaction.atomic():
        take_turns_to_seal()
        events = choose()
        head = EventSeal.objects.head()
        seq, before = (head.seq, head.hash) if head else (0, NOTHING_BEFORE)
        seals = []
        for event in events:
            seq += 1
            before = hash_of(event, seq=seq, before=before)
            seals.append(EventSeal(seq=seq, event=event, hash=before))
        EventSeal.objects.add_all(seals)
    return len(seals)
