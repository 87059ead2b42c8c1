"""Recomputes the chain of events, and finds the first that does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from marketplace.core.models import Event, EventSeal
from marketplace.core.sealing import NOTHING_BEFORE, hash_of

A_BATCH = 1_000


@dataclass
class Chain:
    """What was found. `seq` and `hash` are those of the last place that fits; `wrong` says what does
    not fit, "" where all does; `found_head` is the place of the head that was asked for, None where
    it is in none."""

    seq: int = 0
    hash: str = NOTHING_BEFORE
    waiting: int = 0
    wrong: str = ""
    found_head: int | None = None


def check_chain(head: str = "") -> Chain:
    """Recompute every hash from the events, in order, up to the first that is another; look for a
    head (hash) that was written down. Memory stays flat: two statements for each thousand."""
    chain = Chain()
    for seal, event in _places():
        chain.wrong = _wrong(seal, event, chain)
        if chain.wrong:
            break
        chain.seq, chain.hash = seal.seq, seal.hash
        if seal.hash == head:
            chain.found_head = seal.seq
    chain.waiting = Event.objects.filter(seal=None).count()
    return chain


def _places() -> Iterator[tuple[EventSeal, Event | None]]:
    """Each seal with its event, None where that is gone."""
    last: int | None = None
    seals = EventSeal.objects.order_by("seq")
    while batch := list((seals if last is None else seals.filter(seq__gt=last))[:A_BATCH]):
        events = Event.objects.in_bulk([seal.event_id for seal in batch])
        for seal in batch:
            yield seal, events.get(seal.event_id)
        last = batch[-1].seq


def _wrong(seal: EventSeal, event: Event | None, chain: Chain) -> str:
    """What does not fit of this place after what came before it; "" where all does."""
    wanted = chain.seq + 1
    if seal.seq != wanted:
        return (
            f"Event {seal.event_id}, in place {seal.seq}, comes where place {wanted} should:"
            " seals were removed or put in."
        )
    if event is None:
        return f"Event {seal.event_id}, in place {seal.seq}, was removed."
    if hash_of(event, seq=seal.seq, before=chain.hash) != seal.hash:
        return (
            f"Event {event.pk} ({event.name}, {event.at:%Y-%m-%d %H:%M:%S} UTC) does not fit place"
            f" {seal.seq}: the event, its seal or their order was changed."
        )
    return ""
