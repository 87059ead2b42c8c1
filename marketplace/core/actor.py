"""Who acts, for whom and through what: every service takes one."""

from __future__ import annotations

from dataclasses import dataclass


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
