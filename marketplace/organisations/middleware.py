"""Who is asking, and for whom: `request.memberships` and `request.actor`."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from marketplace.core.actor import Actor, acting_as
from marketplace.organisations import queries, rules
from marketplace.organisations.models import Membership

SESSION_KEY = "acting_for"


class ActorMiddleware:
    """Makes the actor of a request from its session when somebody asks for it: one statement for
    both, and none for a reader who is not signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.memberships = SimpleLazyObject(lambda: _memberships(request))  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        with acting_as(request.actor):  # type: ignore[attr-defined]
            return self.get_response(request)


def current_membership(request: HttpRequest) -> Membership | None:
    """The membership in which the person of this request acts, or None."""
    return rules.chosen_membership(
        request.memberships,  # type: ignore[attr-defined]
        request.session.get(SESSION_KEY),
    )


def _memberships(request: HttpRequest) -> list[Membership]:
    return queries.held_by(request.user) if request.user.is_authenticated else []


def _actor(request: HttpRequest) -> Actor:
    if not request.user.is_authenticated:
        return Actor(user_id=None, request_id=request.request_id)  # type: ignore[attr-defined]
    membership = current_membership(request)
    return Actor(
        user_id=request.user.pk,
        organisation_id=membership.organisation_id if membership else None,
        via="admin" if request.path.startswith("/admin/") else "site",
        request_id=request.request_id,  # type: ignore[attr-defined]
    )
