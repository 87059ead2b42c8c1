"""The actor of what happens in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from marketplace.core.actor import Actor


def admin_actor(user: Any) -> Actor:
    """Whoever is signed in to the admin; a command or the schedule where nobody is."""
    if user is None or not getattr(user, "pk", None):
        return Actor(user_id=None, via="schedule")
    return Actor(user_id=user.pk, via="admin")
