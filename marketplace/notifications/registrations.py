"""What the outbox hands to the registries."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from marketplace.core import registry
from marketplace.notifications import health, personal, retention, rules, sending
from marketplace.notifications.mail import WORK

MODERATORS = "Moderators"  # the group, as cms sets it up


def register() -> None:
    registry.due_work.register(registry.DueWork(WORK, sending.send_due, dt.timedelta(minutes=1)))
    registry.due_work.register(
        registry.DueWork("mail_old", retention.forget_old, dt.timedelta(hours=1))
    )
    registry.healths.register(registry.Health("mail", health.check))
    registry.grants.register(registry.Grant("mail", (MODERATORS,), (rules.VIEW, rules.REQUEUE)))
    registry.personal_data.register(
        registry.PersonalData(
            "mails",
            ("notifications.Mail",),
            personal.tables,
            personal.erase,
            order=60,
            held=(
                registry.Held(
                    "Mails to you: the address, the subject and the words",
                    "So that no mail is lost while a mail server is down, or sent twice",
                    f"The words for {settings.MAIL_BODIES_KEPT_DAYS} days, or until sent where they hold "
                    f"a link or a code; that there was a mail for {settings.MAIL_KEPT_DAYS} days",
                ),
            ),
        )
    )
