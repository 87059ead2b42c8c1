"""What people do with mails. Sending is due work: see `sending`."""

from __future__ import annotations

from django.db import transaction

from marketplace.core import clock
from marketplace.core.actor import Actor
from marketplace.core.events import record
from marketplace.core.models import Audience
from marketplace.core.waking import wake
from marketplace.notifications import rules
from marketplace.notifications.mail import WORK
from marketplace.notifications.models import Mail, MailState


class MailRefused(ValueError):
    """It cannot be done with this mail; says why in a sentence for whoever asked."""


@transaction.atomic
def requeue_mail(*, mail_id: int, actor: Actor) -> Mail:
    """Have a mail that was given up sent again, as the same message, from the start of its attempts.

    Raises MailRefused for one that was not given up, that is out of date or whose words are erased.
    """
    mail = Mail.objects.select_for_update().get(pk=mail_id)
    now = clock.now()
    if mail.state != MailState.FAILED:
        raise MailRefused(f"This mail was not given up: {mail.get_state_display().lower()}.")
    if not rules.can_be_requeued(mail) or (mail.expires_at and mail.expires_at <= now):
        raise MailRefused(
            "What this mail said is erased or no longer works: ask for a new one where it came from."
        )
    before = {"state": mail.state, "attempts": mail.attempts, "error": mail.last_error_kind}
    mail.state = MailState.QUEUED
    mail.attempts = mail.doubts = 0
    mail.ended_at = None
    mail.next_attempt_at = now
    mail.save(update_fields=["state", "attempts", "doubts", "ended_at", "next_attempt_at"])
    record(
        "mail.requeued",
        actor=actor,
        thing="mail",
        thing_id=mail.pk,
        audience=Audience.STAFF,
        before=before,
        after={"state": mail.state},
    )
    wake(WORK)
    return mail
