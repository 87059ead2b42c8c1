"""What ties log records together: the request, or the run of due work, that they were written in."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest
from structlog.contextvars import bound_contextvars

_request: ContextVar[HttpRequest | None] = ContextVar("current_request", default=None)


@contextmanager
def within_request(request: HttpRequest) -> Iterator[None]:
    """Records written within carry the id of the request, and that of its person once known."""
    token = _request.set(request)
    try:
        with bound_contextvars(request_id=request.request_id):  # type: ignore[attr-defined]
            yield
    finally:
        _request.reset(token)


@contextmanager
def within_work(name: str) -> Iterator[None]:
    """Records written within carry the name of the due work and an id of this run of it."""
    with bound_contextvars(work=name, run_id=uuid.uuid4().hex[:16]):
        yield


def person_id() -> int | None:
    """Who is signed in, if this request has found that out already. Asks no database: a record
    that is about to be written is no reason to."""
    # Where Django keeps whom it has read; request.user itself would go and read.
    person = getattr(_request.get(), "_cached_user", None)
    return person.pk if person is not None and person.is_authenticated else None
