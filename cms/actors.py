"""The actor of what happens in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from marketplace.core.actor import Actor


def admin_actor(user: Any) -> Actor:
    """Whoever is signed in to the admin; a command or the schedule where nobody is."""
    if user is None or not getattr(user, "pk", None):
        return Actor(user_id=None, via="schedule")
    return Actor(user_id=user.pk, via="admin")


def request_actor(request: HttpRequest) -> Actor:
    """Whoever is signed in to the admin, with the request that ties the event to its log lines."""
    return Actor(
        user_id=request.user.pk, via="admin", request_id=getattr(request, "request_id", "")
    )
