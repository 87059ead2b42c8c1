"""What time it is: the database's on PostgreSQL, so that several servers agree; UTC elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection
from django.utils import timezone

_fixed: ContextVar[dt.datetime | None] = ContextVar("fixed_now", default=None)


def now() -> dt.datetime:
    """The moment, aware and in UTC. On PostgreSQL one statement: `clock_timestamp()`, which moves
    inside a transaction as `now()` does not."""
    fixed = _fixed.get()
    if fixed is not None:
        return fixed
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            moment: dt.datetime = cursor.fetchone()[0]
        return moment.astimezone(dt.UTC)
    return timezone.now().astimezone(dt.UTC)


def read_now() -> dt.datetime:
    """The moment by this machine's clock, in UTC, for what is read and shown; asks no database."""
    return _fixed.get() or timezone.now().astimezone(dt.UTC)


def today() -> dt.date:
    """The calendar day in the site's time zone, for what is read and shown; asks no database."""
    fixed = _fixed.get()
    return timezone.localdate(fixed) if fixed is not None else timezone.localdate()


@contextmanager
def stopped_at(moment: dt.datetime) -> Iterator[None]:
    """For tests: within it, `now()` is `moment` (aware)."""
    if timezone.is_naive(moment):
        raise ValueError("A moment needs a time zone.")
    token = _fixed.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
