"""A mail of the outbox as the message that leaves: the same each time that it is made."""

from __future__ import annotations

from email.utils import format_datetime

from django.core.mail import EmailMultiAlternatives

from marketplace.notifications.models import Mail


def message_of(mail: Mail) -> EmailMultiAlternatives:
    """The message. Message-ID and date are those of the row, so that whoever got it already can
    tell. Raises what Django raises for a header that cannot be written."""
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text or mail.html,
        from_email=mail.sender,
        to=[mail.recipient],
        reply_to=mail.reply_to,
        headers={
            # A machine wrote it: no answer from somebody's absence is wanted.
            "Auto-Submitted": "auto-generated",
            **mail.headers,
            "Message-ID": mail.message_id,
            "Date": format_datetime(mail.created_at),
        },
    )
    if not mail.text:
        message.content_subtype = "html"
    elif mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message
