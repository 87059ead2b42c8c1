"""Who acts, for whom and through what: every service takes one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class Actor:
    """The person behind a write.

    `user_id` and `organisation_id` are ids or None (a command, a schedule; a person who acts for
    nobody). `via` says where from: "site", "admin", "command", "content" or "schedule".
    `request_id` ties the write to the log lines of its request.
    """

    user_id: int | None
    organisation_id: int | None = None
    via: str = "site"
    request_id: str = ""


SYSTEM = Actor(user_id=None, via="command")
CONTENT = Actor(user_id=None, via="content")
SCHEDULE = Actor(user_id=None, via="schedule")

_current: ContextVar[Actor | None] = ContextVar("current_actor", default=None)


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Within it, `current_actor()` is this one: for what a library does on somebody's behalf and
    tells only by a signal. Services are given their actor and never ask."""
    token = _current.set(actor)
    try:
        yield
    finally:
        _current.reset(token)


def current_actor() -> Actor | None:
    """Who acts in this request or command, as far as anybody has said."""
    return _current.get()


def actor_of(request: HttpRequest) -> Actor:
    """Who is signed in and for whom they act, as the middleware has found out."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
