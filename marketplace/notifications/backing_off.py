"""What becomes of a mail after an attempt, and when the next one is due: pure functions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from marketplace.notifications.models import ENDED, WAITING, MailState

FIRST_WAIT = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(hours=4)
SPREAD = 0.2  # of a wait, to either side: what failed together does not come back together
MOST_ATTEMPTS = 14  # together about a day
WAIT_IN_DOUBT = dt.timedelta(minutes=5)
MOST_DOUBTS = 2  # what may have been sent is sent once more, and no third time


class Ending(StrEnum):
    """How an attempt ended. Temporary: the server may take it later. Permanent: it never will.
    Ambiguous: the message was handed over, and nobody answered."""

    SENT = "sent"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    AMBIGUOUS = "ambiguous"


class Waits(Protocol):
    """What is asked of a mail to know whether it is due."""

    state: str
    next_attempt_at: dt.datetime
    expires_at: dt.datetime | None
    erased_at: dt.datetime | None


@dataclass(frozen=True)
class Next:
    """What a mail is after an attempt; `at` is when it is tried again, None where it never is."""

    state: MailState
    at: dt.datetime | None
    doubts: int

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED


def is_due(mail: Waits, now: dt.datetime) -> bool:
    """Whether it is to be sent now; the same as `MailQuerySet.due`."""
    return (
        mail.state in WAITING
        and mail.next_attempt_at <= now
        and (mail.expires_at is None or mail.expires_at > now)
        and mail.erased_at is None
    )


def wait_after(attempts: int, draw: float) -> dt.timedelta:
    """How long to wait after so many attempts (1 or more): each time twice as long, up to a limit.
    `draw` from 0 to 1 spreads it by lot."""
    doubled = FIRST_WAIT * 2 ** min(attempts - 1, 20)
    return min(doubled, LONGEST_WAIT) * (1 - SPREAD + 2 * SPREAD * draw)


def after(ending: Ending, *, attempts: int, doubts: int, now: dt.datetime, draw: float) -> Next:
    """What becomes of a mail that was tried for the `attempts`-th time and was in doubt `doubts`
    times before. What was in doubt once stays so until the server says yes or no."""
    if ending is Ending.SENT:
        return Next(MailState.SENT, None, doubts)
    if ending is Ending.AMBIGUOUS:
        if doubts + 1 >= MOST_DOUBTS:
            return Next(MailState.FAILED, None, doubts + 1)
        return Next(MailState.AMBIGUOUS, now + WAIT_IN_DOUBT, doubts + 1)
    if ending is Ending.PERMANENT or attempts >= MOST_ATTEMPTS:
        return Next(MailState.FAILED, None, doubts)
    waiting = MailState.AMBIGUOUS if doubts else MailState.QUEUED
    return Next(waiting, now + wait_after(attempts, draw), doubts)
