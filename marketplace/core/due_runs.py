"""When due work was last done, and what is late: noted as it runs, and never in its way."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import Any

from marketplace.core import clock, registry
from marketplace.core.models import DueRun

logger = logging.getLogger(__name__)

LATE_AFTER_INTERVALS = 3
LATE_AFTER = dt.timedelta(minutes=1)


def note_start(name: str) -> None:
    """It is being done now. Raises nothing, as neither does `note_end`: what cannot be written down
    is logged, and the work is done all the same."""
    _note(name, "last_started")


def note_end(name: str, error: Exception | None) -> None:
    """It has ended, well or with an error."""
    if error is None:
        _note(name, "last_finished", "last_ok", last_error_kind="")
    else:
        _note(name, "last_finished", last_error_kind=type(error).__name__[:80])


def _note(name: str, *moments: str, **facts: Any) -> None:
    try:
        fields = {**dict.fromkeys(moments, clock.now()), **facts}
        # One statement, outside of any transaction: on SQLite it holds the write lock no longer.
        if not DueRun.objects.filter(name=name).update(**fields):
            DueRun.objects.get_or_create(name=name, defaults=fields)
    except Exception as error:
        logger.warning("Could not note when %s was done: %s", name, type(error).__name__)


@dataclass(frozen=True)
class Standing:
    """How long ago a piece of due work was done well, and whether that is too long. `runs` is how
    long ago it was begun where it has not ended since, because it still runs or because its process
    died; else `took` is how long it last took. None where neither is known."""

    name: str
    waits: dt.timedelta
    late: bool
    error_kind: str
    runs: dt.timedelta | None = None
    took: dt.timedelta | None = None


def standing(now: dt.datetime, *, since_start: dt.timedelta) -> list[Standing]:
    """Every registered piece of due work: one statement. It is late once it was not done well for
    three of its intervals and a minute; one that never was counts from `since_start` ago."""
    runs = {run.name: run for run in DueRun.objects.all()}
    found = []
    for work in registry.due_work:
        run = runs.get(work.name)
        waits = now - run.last_ok if run and run.last_ok else since_start
        late = waits > work.every * LATE_AFTER_INTERVALS + LATE_AFTER
        error_kind = run.last_error_kind if run else ""
        found.append(Standing(work.name, waits, late, error_kind, *_spans(run, now)))
    return found


def _spans(run: DueRun | None, now: dt.datetime) -> tuple[dt.timedelta | None, dt.timedelta | None]:
    """For how long it has been running, or how long it took."""
    if run is None or run.last_started is None:
        return None, None
    if run.last_finished is None or run.last_finished < run.last_started:
        return now - run.last_started, None
    return None, run.last_finished - run.last_started


def last_done(name: str) -> dt.datetime | None:
    """When a piece of due work was last done well; None where it never was."""
    return DueRun.objects.filter(name=name).values_list("last_ok", flat=True).first()
