"""The actor of what Wagtail does, which says who but not through what."""

from __future__ import annotations

from typing import Any

from marketplace.core.actor import SCHEDULE, Actor, current_actor


def actor_behind(user_id: Any) -> Actor:
    """Whoever acts in this request or command, where that is the person whom Wagtail names; else
    that person, or the schedule where it names nobody."""
    current = current_actor()
    if current is not None and current.user_id == user_id:
        return current
    return Actor(user_id=user_id, via="admin") if user_id else SCHEDULE
