"""Mail: one message to one address, from the moment that somebody wants it sent to its end."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q


class MailState(models.TextChoices):
    """Waiting: queued and ambiguous. At hand: sending. At their end: the others."""

    QUEUED = "queued", "Waiting"
    SENDING = "sending", "Being sent"
    AMBIGUOUS = "ambiguous", "Perhaps sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Not sent"
    EXPIRED = "expired", "Out of date"


WAITING = (MailState.QUEUED, MailState.AMBIGUOUS)
ENDED = (MailState.SENT, MailState.FAILED, MailState.EXPIRED)


class MailQuerySet(models.QuerySet["Mail"]):
    def waiting(self) -> MailQuerySet:
        """Those that are still to be sent, now or later."""
        return self.filter(state__in=WAITING)

    def ended(self) -> MailQuerySet:
        return self.filter(state__in=ENDED)

    def due(self, now: dt.datetime) -> MailQuerySet:
        """Those to be sent now, what holds a code or a link first: somebody waits for it. What
        `backing_off.is_due` says of one."""
        return (
            self.waiting()
            .filter(Q(expires_at=None) | Q(expires_at__gt=now))
            .filter(next_attempt_at__lte=now, erased_at=None)
            .order_by("-secret", "next_attempt_at", "pk")
        )

    def abandoned(self, now: dt.datetime) -> MailQuerySet:
        """Those whose sender has died: its lease is over."""
        return self.filter(state=MailState.SENDING, lease_until__lte=now)

    def out_of_date(self, now: dt.datetime) -> MailQuerySet:
        """Waiting, and no longer of use, or without anything left to send."""
        return self.waiting().filter(Q(expires_at__lte=now) | Q(erased_at__isnull=False))

    def dead_letters(self) -> MailQuerySet:
        return self.filter(state=MailState.FAILED)

    def to(self, address: str) -> MailQuerySet:
        """The mails to an address, the latest first."""
        return self.filter(recipient__iexact=address).order_by("-pk")


class Mail(models.Model):
    """Written in the transaction of what it tells of; sent later, by whoever claims it.

    `secret`: holds a link or a code, or may: its body is erased once it was sent. `expires_at`: from
    then on it is not sent any more. `headers` and Message-ID are fixed when it is written, so that a
    retry is the same message. A sender holds it by `lease_token` until `lease_until`. `doubts` counts
    how often it may have been sent: the connection or the sender was gone before the server's answer.
    `last_error_kind` is a code that `words.why` puts in words.
    """

    # Null, because any number of mails may be without a key, and "" would be one.
    dedupe_key = models.CharField(max_length=140, unique=True, null=True, editable=False)  # noqa: DJ001
    message_id = models.CharField(max_length=255, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="mails"
    )
    recipient = models.CharField("to", max_length=320, blank=True)
    sender = models.CharField("from", max_length=320)
    reply_to = models.JSONField(default=list)
    headers = models.JSONField(default=dict)
    subject = models.CharField(max_length=998, blank=True)  # RFC 5322: the longest line
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    secret = models.BooleanField(default=False)

    state = models.CharField(
        max_length=10, choices=MailState.choices, default=MailState.QUEUED, db_index=True
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    doubts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    lease_token = models.CharField(max_length=32, blank=True)
    last_error_kind = models.CharField(max_length=60, blank=True)

    created_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = "mail"
        verbose_name_plural = "mails"
        # Nobody writes one by hand.
        default_permissions = ("view",)
        permissions = [("requeue_mail", "Can have a mail sent again")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MailState.values), name="mail_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=MailState.SENDING, lease_until__isnull=False)
                | (~Q(state=MailState.SENDING) & Q(lease_until=None)),
                name="mail_leased_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state=MailState.SENT, sent_at__isnull=False)
                | (~Q(state=MailState.SENT) & Q(sent_at=None)),
                name="mail_sent_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(ended_at=None)),
                name="mail_ended_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(text="", html=""), name="mail_erased_is_empty"
            ),
        ]
        indexes = [
            # In the order in which they are taken up.
            models.Index(
                fields=["-secret", "next_attempt_at", "id"],
                condition=Q(state__in=WAITING),
                name="mail_due",
            ),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="mail_leased"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.get_state_display().lower()})"
