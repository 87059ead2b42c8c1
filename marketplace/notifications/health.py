"""Whether mails leave in time."""

from __future__ import annotations

import datetime as dt

from marketplace.core import clock
from marketplace.core.health import Finding, State, ago
from marketplace.notifications.models import Mail
from marketplace.notifications.words import why

LATE = dt.timedelta(minutes=10)  # ten rounds: what waits longer is not about to leave
OF_LATE = dt.timedelta(days=1)


def check() -> Finding:
    """Three statements; asks no mail server."""
    now = clock.now()
    due = Mail.objects.due(now)
    oldest = due.order_by("next_attempt_at").first()
    waiting = Mail.objects.waiting().count()
    given_up = Mail.objects.dead_letters().filter(ended_at__gt=now - OF_LATE).count()
    parts = []
    if oldest is not None and now - oldest.next_attempt_at > LATE:
        reason = why(oldest.last_error_kind) or "Is a runner, or a worker and beat, there?"
        parts.append(f"Mails wait for {ago(now - oldest.next_attempt_at)}. {reason}")
    if given_up:
        mails = "1 mail was" if given_up == 1 else f"{given_up:,} mails were"
        parts.append(f"{mails} given up within a day: see Reports, Mails in the admin.")
    if parts:
        return Finding(State.DEGRADED, " ".join(parts), waiting, "waiting")
    return Finding(State.OK, "Mails leave in time.", waiting, "waiting")
