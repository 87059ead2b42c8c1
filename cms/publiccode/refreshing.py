"""Reads registered files again when they are due: due work, safe to run twice at once."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import DatabaseError
from django.db.models import F

from cms.models import PubliccodeSource
from cms.publiccode.gathering import fetched
from cms.publiccode.repositories import repository_key
from cms.publiccode.services import import_tool
from marketplace.core import clock
from marketplace.core.actor import SCHEDULE

logger = logging.getLogger(__name__)

EVERY = dt.timedelta(days=1)
# So few at a time that other due work need not wait long for servers that hang.
MOST_AT_ONCE = 3
# After failures the pause doubles, up to so many days.
LONGEST_PAUSE = 16


def refresh_due() -> int:
    """Read what is due; returns how many files that were. One that cannot be had is tried again
    later and later, and says why in the admin."""
    now = clock.now()
    due = PubliccodeSource.objects.filter(is_refreshed=True, refresh_at__lte=now)
    read = 0
    for source in due.order_by("refresh_at")[:MOST_AT_ONCE]:
        # Whoever moves the day on has it; another run that saw it due finds it moved.
        claimed = PubliccodeSource.objects.filter(
            pk=source.pk, is_refreshed=True, refresh_at=source.refresh_at
        ).update(refresh_at=now + EVERY)
        if claimed:
            _refresh(source, now)
            read += 1
    return read


def _refresh(source: PubliccodeSource, now: dt.datetime) -> None:
    row = PubliccodeSource.objects.filter(pk=source.pk)
    try:
        trouble = _read(source)
    except DatabaseError as error:
        logger.warning("Could not refresh %s: %s", source.repository, type(error).__name__)
        trouble = "It could not be saved"
    if trouble:
        days = min(2**source.failures, LONGEST_PAUSE)
        row.update(
            trouble=trouble[:300],
            failures=F("failures") + 1,
            refresh_at=now + dt.timedelta(days=days),
        )
    elif source.trouble or source.failures:
        row.update(trouble="", failures=0)


def _read(source: PubliccodeSource) -> str:
    """Take the file in; returns why that was not possible, "" where it was."""
    file = fetched(source.address)
    reading = file.reading
    if not reading.readable:
        return reading.errors[0].message
    # A file that was registered for one tool must not change or make the page of another.
    if repository_key(reading.values.get("url", "")) != source.repository:
        return "Its url is that of another repository by now"
    outcome = import_tool(
        reading=reading, actor=SCHEDULE, address=source.address, live=source.goes_live
    )
    return "" if outcome.went_in else outcome.why
