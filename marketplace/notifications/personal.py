"""What the outbox holds about a person: the mails to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.registry import HeldTable
from marketplace.notifications import rules
from marketplace.notifications.models import WAITING, Mail, MailState


def tables(user_id: int) -> Iterator[HeldTable]:
    """The mails to a person, without what could open a door."""
    yield HeldTable("mails", _mails_of(user_id).order_by("pk"), _row)


def erase(user_id: int) -> None:
    """Take the person out of the mails to them. That there was one stays, for the count; what still
    waits is not sent."""
    now = clock.now()
    mails = Mail.objects.filter(pk__in=list(_mails_of(user_id).values_list("pk", flat=True)))
    mails.filter(state__in=WAITING).update(
        state=MailState.EXPIRED, ended_at=now, last_error_kind="erased"
    )
    mails.update(
        person=None, recipient="", reply_to=[], headers={}, subject="", text="", html="",
        dedupe_key=None, erased_at=now,
    )  # fmt: skip


def _mails_of(user_id: int) -> QuerySet[Mail]:
    """By whom they were for when they were written, and by the address that is theirs now."""
    address = User.objects.filter(pk=user_id).values_list("email", flat=True).first()
    return Mail.objects.filter(
        Q(person_id=user_id) | Q(recipient__iexact=address) if address else Q(person_id=user_id)
    )


def _row(mail: Mail) -> dict[str, Any]:
    return {
        "to": mail.recipient,
        "subject": mail.subject,
        "state": mail.state,
        "written_at": mail.created_at.isoformat(),
        "sent_at": mail.sent_at.isoformat() if mail.sent_at else None,
        "text": mail.text if rules.may_read_words(mail) else None,
    }
