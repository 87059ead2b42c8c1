"""No question to an engine keeps a database busy for ever: a bound on how long its statements may take,
which costs no statement of its own."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

from django.db import OperationalError, connection

SECONDS = 5.0  # a search of a page takes hundredths of one
SECONDS_OF_SUGGESTIONS = 1.0  # by then other letters are typed
CANCELLED = "57014"  # PostgreSQL's word for it
STEPS = 10_000  # of SQLite's machine: about a millisecond

_ends: ContextVar[float | None] = ContextVar("ends", default=None)  # of the innermost bound


class TookTooLong(Exception):
    """The statements were ended, because they took longer than they may."""


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Ends the statements that are asked inside once they have taken so long altogether, and raises
    TookTooLong. Only for plain reading: no streams of rows, no long lists of parameters."""
    ends, outer = time.monotonic() + seconds, _ends.get()
    token = _ends.set(ends if outer is None else min(ends, outer))
    watching = _postgresql if connection.vendor == "postgresql" else _sqlite
    try:
        # One that stands inside another only shortens what that one watches.
        with watching() if outer is None else nullcontext():
            yield
    except OperationalError as error:
        if _was_ended(error.__cause__):
            raise TookTooLong from error
        raise
    finally:
        _ends.reset(token)


def _left() -> float:
    ends = _ends.get()
    return 0.0 if ends is None else ends - time.monotonic()


def _was_ended(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT
    return getattr(error, "sqlstate", None) == CANCELLED


@contextmanager
def _postgresql() -> Iterator[None]:
    """The bound travels with each statement. PostgreSQL takes several in one message for one
    transaction, so it holds for this one and leaves nothing on the connection."""

    def bound(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if many:
            return execute(sql, params, many, context)
        left = max(1, round(_left() * 1000))
        answer = execute(
            f"SET LOCAL statement_timeout = {left}; {sql}; SET LOCAL statement_timeout TO DEFAULT",
            params,
            many,
            context,
        )
        context[
            "cursor"
        ].nextset()  # from the first answer, which is empty, to that of the question
        return answer

    features: Any = connection.features
    if features.uses_server_side_binding:  # which sends statements one by one
        yield
        return
    with connection.execute_wrapper(bound):
        yield


@contextmanager
def _sqlite() -> Iterator[None]:
    """SQLite asks every so many steps whether to go on."""
    connection.ensure_connection()
    held = connection.connection
    held.set_progress_handler(lambda: _left() < 0, STEPS)
    try:
        yield
    finally:
        held.set_progress_handler(None, 0)
