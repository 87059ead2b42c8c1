"""Due work: send what is due, one mail at a time, whoever else does so at the same moment."""

from __future__ import annotations

import datetime as dt
import logging
import random
import secrets
import time

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from marketplace.core import clock
from marketplace.core.waking import wake
from marketplace.notifications import backing_off
from marketplace.notifications.backing_off import Ending
from marketplace.notifications.composing import message_of
from marketplace.notifications.mail import WORK
from marketplace.notifications.models import Mail, MailState
from marketplace.notifications.transport import Outcome, ServerAway, Transport, transport

log = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=3)  # longer than a server may take over one mail
A_ROUND = 30.0  # seconds, after which other due work has its turn
REST = 30.0  # seconds for which a server that hangs is left alone by this process
_SLOW = 1.0  # seconds: no answer to a connection within them is no plain "no"

_rest_until = 0.0


def send_due() -> int:
    """Send what is due; returns how many mails left. Safe for any number at once: each mail is
    claimed by one. Of the mail server's state it raises nothing: what cannot be sent waits."""
    settle_abandoned()
    expire()
    if time.monotonic() < _rest_until or not Mail.objects.due(clock.now()).exists():
        return 0
    began, sent = time.monotonic(), 0
    with transport() as server:
        while time.monotonic() - began < A_ROUND:
            opening = time.monotonic()
            try:
                server.open()
            except ServerAway as away:
                _leave_alone(away, took=time.monotonic() - opening)
                return sent
            mail = claim()
            if mail is None:
                return sent
            outcome = _attempt(server, mail)
            settle(mail, outcome)
            sent += outcome.ending is Ending.SENT
            if outcome.ends_round:
                return sent
    wake(WORK)
    return sent


def claim() -> Mail | None:
    """The next that is due, for as long as the lease; None where there is none that nobody holds."""
    with transaction.atomic():
        now = clock.now()
        due = Mail.objects.due(now)
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        mail = due.first()
        if mail is None:
            return None
        mail.state = MailState.SENDING
        mail.attempts += 1
        mail.lease_until = now + LEASE
        mail.lease_token = secrets.token_hex(16)
        mail.save(update_fields=["state", "attempts", "lease_until", "lease_token"])
    return mail


def _attempt(server: Transport, mail: Mail) -> Outcome:
    try:
        message = message_of(mail)
        outcome = server.deliver(message)
    except Exception as error:  # a message that cannot be written: no reason to stop the others
        log.exception("Mail %s cannot be written", mail.pk)
        return Outcome(Ending.PERMANENT, f"message_{type(error).__name__}"[:60])
    if outcome.kind:
        log.warning("Mail %s was not sent: %s", mail.pk, outcome.kind)
    return outcome


def settle(mail: Mail, outcome: Outcome) -> bool:
    """Write down how it ended; False where somebody else has it by now. A server's yes is written
    though the lease was over and the mail already in doubt, as long as nobody tries it again."""
    now = clock.now()
    then = backing_off.after(
        outcome.ending,
        attempts=mail.attempts,
        doubts=mail.doubts,
        now=now,
        draw=random.random(),  # noqa: S311 - spreads retries, guards nothing
    )
    held = Mail.objects.filter(pk=mail.pk, lease_token=mail.lease_token)
    if outcome.ending is not Ending.SENT:
        held = held.filter(state=MailState.SENDING)
    changes: dict[str, object] = {
        "state": then.state,
        "doubts": then.doubts,
        "lease_until": None,
        "lease_token": "",
        "last_error_kind": outcome.kind,
    }
    if then.at is not None:
        changes["next_attempt_at"] = then.at
    if then.has_ended:
        changes["ended_at"] = now
    if then.state == MailState.SENT:
        changes["sent_at"] = now
        # In a demonstration somebody still has to click the link.
        if mail.secret and not settings.DEMO:
            changes |= {"text": "", "html": "", "erased_at": now}
    if held.update(**changes):
        return True
    log.warning("Mail %s was taken over: its sender was too slow", mail.pk)
    return False


def settle_abandoned() -> None:
    """What a sender has left behind by dying may have been sent, or not."""
    now = clock.now()
    for mail in Mail.objects.abandoned(now):
        then = backing_off.after(
            Ending.AMBIGUOUS, attempts=mail.attempts, doubts=mail.doubts, now=now, draw=0
        )
        # The token stays: should its sender come back with an answer after all, that is the truth.
        Mail.objects.abandoned(now).filter(pk=mail.pk, lease_token=mail.lease_token).update(
            state=then.state,
            doubts=then.doubts,
            lease_until=None,
            last_error_kind="sender_died",
            next_attempt_at=then.at or F("next_attempt_at"),
            ended_at=now if then.has_ended else None,
        )


def expire() -> int:
    """What is of no use any more is not sent: its link would lead nowhere. Returns how many."""
    now = clock.now()
    late = Mail.objects.out_of_date(now)
    if not late.exists():  # on SQLite a statement that writes takes the lock, rows or none
        return 0
    return late.update(state=MailState.EXPIRED, ended_at=now, text="", html="", erased_at=now)


def _leave_alone(away: ServerAway, *, took: float) -> None:
    """No mail has failed: all of them wait as they are, and the next round asks again. A server that
    hangs is not asked again by each wake-up."""
    global _rest_until
    if took > _SLOW:
        _rest_until = time.monotonic() + REST
    log.warning("No mail can be sent: %s", away.kind)
    Mail.objects.due(clock.now()).exclude(last_error_kind=away.kind).update(
        last_error_kind=away.kind
    )
