"""Once a day the last hash of the chain of events leaves the database: by the log, and by mail to
whoever is named in the settings."""

from __future__ import annotations

import hashlib
import logging

from django.conf import settings
from django.db import transaction

from marketplace.core import clock, due_runs
from marketplace.core.letters import send_letter
from marketplace.core.models import EventSeal
from marketplace.core.sealing import seal_new

logger = logging.getLogger(__name__)

WORK = "tell_head"


def tell_head() -> None:
    """Due work: the first run of a day (UTC) that goes well tells it, the others do nothing. A mail
    is written once a day and address, however many tell."""
    now = clock.now()
    done = due_runs.last_done(WORK)
    if done is not None and done.date() == now.date():
        return
    seal_new()
    head = EventSeal.objects.head()
    if head is None:
        return
    with transaction.atomic():
        for address in settings.EVENT_HEAD_TO:
            whose = hashlib.sha256(address.lower().encode()).hexdigest()[:16]
            send_letter(
                "core/mail/head",
                to=address,
                context={"head": head, "now": now},
                dedupe_key=f"event-head:{now.date()}:{whose}",
            )
    logger.info(
        "Head of the event log: place %s, %s",
        head.seq,
        head.hash,
        extra={"seq": head.seq, "hash": head.hash},
    )
