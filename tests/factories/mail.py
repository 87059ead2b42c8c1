"""Mails for tests, and what the site has written to somebody."""

from email.utils import make_msgid

import factory

from marketplace.core import clock
from marketplace.notifications.models import ENDED, Mail
from marketplace.notifications.sending import send_due


class MailFactory(factory.django.DjangoModelFactory):
    """A mail that is due; `state` brings what belongs to it."""

    class Meta:
        model = Mail

    message_id = factory.LazyFunction(lambda: make_msgid(domain="proven.example"))
    recipient = factory.Sequence(lambda n: f"reader{n}@council.example")
    sender = "Proven <hello@proven.example>"
    subject = factory.Sequence(lambda n: f"Mail {n}")
    text = "Something happened.\n"
    html = "<p>Something happened.</p>"
    created_at = factory.LazyFunction(clock.now)
    next_attempt_at = factory.SelfAttribute("created_at")
    ended_at = factory.LazyAttribute(lambda mail: mail.created_at if mail.state in ENDED else None)
    sent_at = factory.LazyAttribute(lambda mail: mail.created_at if mail.state == "sent" else None)
    lease_until = factory.LazyAttribute(
        lambda mail: mail.created_at if mail.state == "sending" else None
    )
    state = "queued"


def last_mail_to(address: str) -> Mail:
    """What the site wrote last to this address, whether it has left or not. For tests in which
    `settings.EMAIL_BACKEND` is the outbox: see the fixture `outbox`."""
    mail = Mail.objects.to(address).first()
    assert mail is not None, f"nothing was written to {address}"
    return mail


def send_what_is_due() -> int:
    """Do what the worker does; returns how many mails left."""
    return send_due()
