"""Moderators hear that people wait: due work, one letter a day each, with numbers alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.conf import settings

from marketplace.core import clock, registry
from marketplace.core.registry import Waiting
from marketplace.organisations import letters
from marketplace.organisations.queries import moderating


def remind_moderators() -> int:
    """Write to each moderator for whom something has waited for MODERATORS_TOLD_AFTER_HOURS; returns
    to how many. At any time, and twice at once: the outbox takes one letter a day and person."""
    told = 0
    for person in moderating.moderators():
        waits = [each for queue in registry.queues for each in queue.waiting(person) if each.count]
        if waits and _long_enough(waits, clock.now()):
            letters.tell_waiting(person, waits, clock.today())
            told += 1
    return told


def _long_enough(waits: Sequence[Waiting], now: dt.datetime) -> bool:
    """What nobody knows the moment of counts as old: hearing of it too soon is better than never."""
    after = now - dt.timedelta(hours=settings.MODERATORS_TOLD_AFTER_HOURS)
    return any(each.since is None or each.since < after for each in waits)
