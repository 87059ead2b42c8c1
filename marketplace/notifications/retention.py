"""Due work: mails are kept for as long as somebody may ask after them, their words for shorter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.db.models import Q, QuerySet

from marketplace.core import clock
from marketplace.notifications.models import ENDED, Mail

A_BATCH = 500


def forget_old() -> int:
    """Erase the words of what ended MAIL_BODIES_KEPT_DAYS ago, and of what has expired; delete what
    ended MAIL_KEPT_DAYS ago. Returns how many mails it touched."""
    now = clock.now()
    over = now - dt.timedelta(days=settings.MAIL_BODIES_KEPT_DAYS)
    gone = now - dt.timedelta(days=settings.MAIL_KEPT_DAYS)
    ended = Mail.objects.filter(state__in=ENDED)
    erased = _in_batches(
        ended.filter(erased_at=None).filter(Q(ended_at__lt=over) | Q(expires_at__lte=now)),
        lambda some: some.update(text="", html="", erased_at=now),
    )
    return erased + _in_batches(ended.filter(ended_at__lt=gone), lambda some: some.delete())


def _in_batches(mails: QuerySet[Mail], do: Callable[[QuerySet[Mail]], object]) -> int:
    """So that no statement holds the write lock for long. What is done takes them out of `mails`."""
    touched = 0
    while some := list(mails.values_list("pk", flat=True)[:A_BATCH]):
        do(Mail.objects.filter(pk__in=some))
        touched += len(some)
    return touched
