"""Who may look at the mails that the site sends, and have one sent again."""

from __future__ import annotations

from typing import Any

from marketplace.notifications.models import Mail, MailState

VIEW = "notifications.view_mail"
REQUEUE = "notifications.requeue_mail"


def may_see_mails(user: Any) -> bool:
    return bool(user.has_perm(VIEW))


def may_requeue_mail(user: Any) -> bool:
    return bool(user.has_perm(REQUEUE))


def can_be_requeued(mail: Mail) -> bool:
    """Only what was given up, and still holds what it would say."""
    return mail.state == MailState.FAILED and mail.erased_at is None


def may_read_words(mail: Mail) -> bool:
    """Whether its words may be shown to others than its recipient: not where they may open a door."""
    return not mail.secret and mail.erased_at is None
