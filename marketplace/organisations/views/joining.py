"""Ways in: by a work address, by an invitation, by following one's council; and the way out."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.accounts.rules import INVITED
from marketplace.core import clock
from marketplace.core.actor import actor_of
from marketplace.organisations import rules, services
from marketplace.organisations.forms import CouncilForm, SuccessorForm
from marketplace.organisations.guards import for_members, held, person_of, posted, tried
from marketplace.organisations.models import Membership, Organisation, Role
from marketplace.organisations.queries import invitations, people, recognising

READ_OR_POST = ["GET", "HEAD", "POST"]
ASKED = "Your request was sent. You get a mail when somebody answers it."


@require_http_methods(READ_OR_POST)
@never_cache
@login_required
def join(request: HttpRequest) -> HttpResponse:
    """Which councils one's confirmed addresses name, and asking one of them for a place."""
    user_id = person_of(request)
    ways = recognising.ways_to_join(
        user_id,
        emails=people.confirmed_addresses(user_id),
        held=held(request),
        today=clock.today(),
    )
    open_ways = [way for way in ways if way.state == "open"]
    councils = [way.council for way in open_ways]
    initial = {"council": councils[0].pk} if len(councils) == 1 else {}
    form = CouncilForm(posted(request), councils=councils, initial=initial)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["council"]
        actor = actor_of(request)
        if tried(
            request,
            lambda: services.ask_to_join(user_id=user_id, council_id=number, actor=actor),
            ASKED,
        ):
            return redirect("join")
    told = {
        **_told(ways),
        "form": form,
        "for_supplier": not rules.may_hold_council_role(held(request)),
    }
    return render(request, "organisations/join.html", told)


def _told(ways: list[recognising.Way]) -> dict[str, object]:
    by_state: dict[str, list[recognising.Way]] = {}
    for way in ways:
        by_state.setdefault(way.state, []).append(way)
    open_ways = by_state.get("open", [])
    only = open_ways[0] if len(open_ways) == 1 else None
    alone = ways[0] if len(ways) == 1 and ways[0].state != "member" else None
    told = only or alone
    return {
        "shown": told.council if told else None,
        "administered": bool(told and people.administrators_of(told.council.pk)),
        "ways": ways,
        "open_ways": open_ways,
        "only": only,
        "waiting": by_state.get("waiting", []),
        "members": by_state.get("member", []),
        "unconfirmed": by_state.get("unconfirmed", []),
    }


@require_POST
@never_cache
@login_required
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw what one has asked."""
    if not people.has_asked(person_of(request), request_id=pk):
        raise Http404
    services.withdraw_request(user_id=person_of(request), request_id=pk, actor=actor_of(request))
    messages.success(request, "Your request is withdrawn.")
    return redirect("join")


@require_http_methods(READ_OR_POST)
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What a mailed link offers, to whoever has confirmed the address it was sent to. Who is not
    signed in does so first, or makes an account, also where the site lets nobody else."""
    found = invitations.by_token(token)
    if not request.user.is_authenticated:
        if found is not None and rules.is_open(found, clock.read_now()):
            request.session[INVITED] = True
        return redirect_to_login(request.get_full_path())
    if found is not None and invitations.took_place(found, person_of(request)):
        return redirect("organisation-people", found.organisation.slug)
    mine = people.confirmed_addresses(person_of(request))
    if found is None or found.email not in mine or not rules.is_open(found, clock.read_now()):
        told = {"no_good": invitations.NO_GOOD}
        return render(request, "organisations/invitation.html", told, status=404)
    if request.method == "POST":
        actor, place = actor_of(request), found.organisation
        if tried(
            request,
            lambda: services.accept_invitation(
                token=token, user_id=person_of(request), actor=actor
            ),
            f"You now belong to {place.name}.",
        ):
            return redirect("organisation-people", place.slug)
    return render(request, "organisations/invitation.html", {"invitation": found})


@require_http_methods(READ_OR_POST)
@for_members
def leave(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """End one's own membership; the last administrator names who takes over."""
    membership = rules.membership_in(held(request), organisation.pk)
    others = Membership.objects.filter(organisation=organisation).exclude(
        user_id=person_of(request)
    )
    others = others.select_related("user").order_by("user__name", "pk")
    is_last = _is_last(membership, others)
    form = SuccessorForm(posted(request), members=others, is_last=is_last)
    if request.method == "POST" and form.is_valid():
        actor, heir = actor_of(request), form.successor_id
        if tried(
            request,
            lambda: services.leave_organisation(
                user_id=person_of(request),
                organisation_id=organisation.pk,
                successor_id=heir,
                actor=actor,
            ),
            f"You no longer belong to {organisation.name}.",
        ):
            return redirect("you")
    told = {"organisation": organisation, "form": form, "is_last": is_last, "others": others}
    return render(request, "organisations/leave.html", told)


def _is_last(membership: Membership | None, others: object) -> bool:
    colleagues = list(others)  # type: ignore[call-overload]  # any members
    administrators = 1 + sum(each.role == Role.ADMINISTRATOR for each in colleagues)
    return membership is not None and not rules.may_go(membership, administrators)


@require_http_methods(READ_OR_POST)
@for_members
def follow(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Which council one follows, where one's own was split."""
    found = recognising.split_councils([organisation.pk], today=clock.today())
    if not found:
        messages.error(request, "This council was not split.")
        return redirect("organisation-people", organisation.slug)
    split = found[0]
    form = CouncilForm(posted(request), councils=split.successors)
    if request.method == "POST" and form.is_valid():
        number, actor = form.cleaned_data["council"], actor_of(request)
        if tried(
            request,
            lambda: services.follow_successor(
                user_id=person_of(request), old_id=organisation.pk, new_id=number, actor=actor
            ),
            "You now belong to the council that you chose.",
        ):
            return redirect("you")
    told = {"organisation": organisation, "split": split, "form": form}
    return render(request, "organisations/follow.html", told)
