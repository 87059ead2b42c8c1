"""Who gets to the pages of an organisation's people, and how what was refused is said there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from marketplace.organisations import rules
from marketplace.organisations.models import Membership, Organisation
from marketplace.organisations.refusals import Refused

View = Callable[..., HttpResponse]


def held(request: HttpRequest) -> list[Membership]:
    """The memberships of whoever is signed in."""
    memberships: list[Membership] = request.memberships  # type: ignore[attr-defined]
    return memberships


def person_of(request: HttpRequest) -> int:
    """The number of whoever is signed in."""
    number: int | None = request.user.pk
    assert number is not None, "a page for who is signed in"  # noqa: S101 - for the reader and mypy
    return number


def posted(request: HttpRequest) -> Any:
    """What a form is bound to: what was sent, even where that is nothing, or None."""
    return request.POST if request.method == "POST" else None


def for_members(view: View) -> View:
    """Lets members of the organisation in, and hands it over in place of its slug."""
    return _behind(rules.may_see_people, view)


def for_administrators(view: View) -> View:
    """Lets its administrators in, and hands it over in place of its slug."""
    return _behind(rules.may_manage_people, view)


def _behind(rule: Callable[[list[Membership], int], bool], view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, **arguments: Any) -> HttpResponse:
        organisation = get_object_or_404(Organisation, slug=slug)
        if not rule(held(request), organisation.pk):
            raise PermissionDenied
        return view(request, organisation, **arguments)

    return never_cache(login_required(guarded))


def tried(request: HttpRequest, call: Callable[[], object], said: str) -> bool:
    """Do it, and say so on the next page; or say there why it was refused. Returns whether it was
    done."""
    try:
        call()
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    messages.success(request, said)
    return True
