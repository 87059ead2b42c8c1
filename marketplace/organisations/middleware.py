"""Who is asking, and for whom: `request.actor`."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from marketplace.core.actor import Actor

SESSION_KEY = "acting_for"


class ActorMiddleware:
    """Makes the actor of a request from its session; asks nothing of the database for a reader
    who is not signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _actor(request: HttpRequest) -> Actor:
    from marketplace.organisations import queries

    user = request.user
    if not user.is_authenticated:
        return Actor(user_id=None, request_id=request.request_id)  # type: ignore[attr-defined]
    membership = queries.acting_for(user.pk, request.session.get(SESSION_KEY))
    return Actor(
        user_id=user.pk,
        organisation_id=membership.organisation_id if membership else None,
        via="site",
        request_id=request.request_id,  # type: ignore[attr-defined]
    )
