"""What is forgotten by itself: sessions that have run out, and accounts that nobody ever confirmed."""

from __future__ import annotations

import datetime as dt

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from marketplace.accounts.models import User
from marketplace.accounts.privacy.services import erase_person
from marketplace.core import clock
from marketplace.core.actor import SCHEDULE

AT_ONCE = 100  # accounts: the rest has its turn the next time


def forget_what_is_over() -> int:
    """Due work; returns how many accounts went. An account whose address was never confirmed is
    somebody's slip, or not theirs: it is erased as if the person had asked for it."""
    now = clock.now()
    with transaction.atomic():
        Session.objects.filter(expire_date__lt=now).delete()
        keys = Session.objects.values("session_key")
        UserSession.objects.exclude(session_key__in=keys).delete()
    since = now - dt.timedelta(days=settings.UNCONFIRMED_KEPT_DAYS)
    confirmed = EmailAddress.objects.filter(verified=True)
    waiting = (
        User.objects.filter(is_active=True, date_joined__lt=since, last_login=None)
        .exclude(pk__in=confirmed.values("user_id"))
        .exclude(is_superuser=True)
    )
    gone = list(waiting.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for user_id in gone:
        erase_person(user_id=user_id, actor=SCHEDULE)
    return len(gone)
