"""OutboxBackend: Django's e-mail backend that writes mails into the outbox instead of sending them."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Sequence
from email.utils import make_msgid, parseaddr
from typing import Any

from allauth.account.models import EmailAddress
from django.core.mail import BadHeaderError, EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models.functions import Lower

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.letters import Letter
from marketplace.core.waking import wake
from marketplace.notifications.models import Mail

log = logging.getLogger(__name__)

WORK = "send_mail"
LONGEST_ADDRESS = 320  # characters, as the column has it
LONGEST_SUBJECT = 998
# Said by columns of their own, or by whoever sends.
_OWN_HEADERS = {"from", "to", "cc", "bcc", "reply-to", "message-id", "subject", "date"}


class CannotBeQueued(ValueError):
    """A message with something that the outbox does not keep: an attachment, a form of it that is
    neither text nor HTML."""


class OutboxBackend(BaseEmailBackend):
    """Writes a row for each recipient in the transaction at hand, or in one of its own, and has them
    sent after its commit. Never asks a mail server for anything.

    Raises CannotBeQueued, and Django's BadHeaderError for a line break in a header or an address.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Returns how many messages were taken."""
        try:
            with transaction.atomic():
                return self._queue(email_messages)
        except Exception as error:
            if not self.fail_silently:
                raise
            log.error("A mail was not queued: %s", type(error).__name__)
            return 0

    def _queue(self, messages: Sequence[EmailMessage]) -> int:
        now = clock.now()
        rows = [row for message in messages for row in _rows_of(message, now)]
        if not rows:
            return 0
        _name_people(rows)
        Mail.objects.bulk_create([row for row in rows if row.dedupe_key is None])
        # Not "ignore conflicts", which on SQLite would pass over a broken constraint as well.
        Mail.objects.bulk_create(
            [row for row in rows if row.dedupe_key is not None],
            update_conflicts=True,
            unique_fields=["dedupe_key"],
            update_fields=["dedupe_key"],
        )
        wake(WORK)
        return len(messages)


def _rows_of(message: EmailMessage, now: dt.datetime) -> Iterable[Mail]:
    text, html = _bodies(message)
    recipients = list(dict.fromkeys(message.recipients()))
    _refuse_addresses(message, recipients)
    headers = dict(message.extra_headers)
    sender = str(headers.get("From") or message.from_email)
    expires_at: dt.datetime | None = getattr(message, "expires_at", None)
    key: str | None = getattr(message, "dedupe_key", None)
    for number, recipient in enumerate(recipients):
        yield Mail(
            dedupe_key=key if key is None or number == 0 else f"{key}#{number}",
            message_id=_message_id(headers, sender, alone=len(recipients) == 1),
            recipient=recipient,
            sender=sender,
            reply_to=[str(address) for address in message.reply_to],
            headers={k: str(v) for k, v in headers.items() if k.lower() not in _OWN_HEADERS},
            subject=str(message.subject)[:LONGEST_SUBJECT],
            text=text,
            html=html,
            # What a library sends says nothing of itself: it may hold a link that opens a door.
            secret=expires_at is not None or not isinstance(message, Letter),
            expires_at=expires_at,
            next_attempt_at=now,
            created_at=now,
        )


def _bodies(message: EmailMessage) -> tuple[str, str]:
    if message.attachments:
        raise CannotBeQueued(
            "A mail with an attachment cannot be queued: link to the file instead."
        )
    text, html = str(message.body), ""
    if message.content_subtype == "html":
        text, html = "", text
    for alternative in getattr(message, "alternatives", ()):
        content, mimetype = alternative[0], alternative[1]
        if mimetype != "text/html" or html:
            raise CannotBeQueued(f"A mail can be text and HTML, not {mimetype} as well.")
        html = str(content)
    return text, html


def _refuse_addresses(message: EmailMessage, recipients: Iterable[str]) -> None:
    """Django refuses them where it makes headers, which is when the mail is sent: too late for
    whoever typed one. An address in the envelope is none of its headers."""
    message.message()
    for recipient in recipients:
        if len(recipient) > LONGEST_ADDRESS:
            raise CannotBeQueued("The address of a recipient is too long to be one.")
        if any(ord(sign) < 32 or ord(sign) == 127 for sign in recipient):
            raise BadHeaderError(
                "An address cannot hold a line break or another control character."
            )


def _message_id(headers: dict[str, Any], sender: str, *, alone: bool) -> str:
    for name, value in headers.items():
        if name.lower() == "message-id" and alone:
            return str(value)
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return make_msgid(domain=domain or "localhost")


def _name_people(rows: list[Mail]) -> None:
    """Whose mail it is, where its address is somebody's: the one that names them, or another that
    they have shown to be theirs. Two statements at most."""
    addresses = {parseaddr(row.recipient)[1].lower() for row in rows}
    people = {
        email: user_id
        for user_id, email in EmailAddress.objects.filter(verified=True)
        .annotate(lower=Lower("email"))
        .filter(lower__in=addresses)
        .values_list("user_id", "lower")
    }
    people |= {
        email: pk
        for pk, email in User.objects.filter(email__in=addresses).values_list("pk", "email")
    }
    for row in rows:
        row.person_id = people.get(parseaddr(row.recipient)[1].lower())
