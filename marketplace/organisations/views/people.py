"""The people of an organisation: seen by its members, managed by its administrators."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.core import clock
from marketplace.core.actor import actor_of
from marketplace.organisations import rules, services
from marketplace.organisations.forms import DelegationForm, InvitationForm, RoleForm
from marketplace.organisations.guards import for_administrators, for_members, held, posted, tried
from marketplace.organisations.models import (
    Delegation,
    Invitation,
    Membership,
    MembershipRequest,
    Organisation,
    Role,
)
from marketplace.organisations.queries import people as reads
from marketplace.organisations.queries import recognising

READ_OR_POST = ["GET", "HEAD", "POST"]
A_YEAR = dt.timedelta(days=364)


@require_safe
@for_members
def people(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Who belongs, what they may approve; for administrators also who asks and who is asked."""
    now = clock.read_now()
    manages = rules.may_manage_people(held(request), organisation.pk)
    told = {
        "organisation": organisation,
        "people": reads.people_of(organisation, now=now),
        "manages": manages,
        "splits": recognising.split_councils([organisation.pk], today=clock.today()),
    }
    if manages:
        told["requests"] = reads.waiting_requests(organisation)
        told["invitations"] = reads.pending_invitations(organisation, now=now)
    return render(request, "organisations/people.html", told)


@require_POST
@for_administrators
def answer_request(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """Let somebody in who asked, or not. An organisation without an administrator has nobody who
    gets here: there a moderator answers."""
    _of(organisation, MembershipRequest, pk)
    actor = actor_of(request)
    if request.POST.get("do") == "approve":
        tried(
            request,
            lambda: services.approve_request(request_id=pk, actor=actor),
            "They belong from now on, and get a mail that says so.",
        )
    elif request.POST.get("do") == "decline":
        tried(
            request,
            lambda: services.decline_request(request_id=pk, actor=actor),
            "The request is declined, and they get a mail that says so.",
        )
    return redirect("organisation-people", organisation.slug)


@require_http_methods(READ_OR_POST)
@for_administrators
def invite(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Ask an address to join. What is said is the same whoever it belongs to."""
    form = InvitationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        values, actor = form.cleaned_data, actor_of(request)
        try:
            services.invite(
                organisation_id=organisation.pk,
                email=values["email"],
                role=Role(values["role"]),
                actor=actor,
            )
        except services.MembershipRefused as refused:
            form.add_error("email", str(refused))
        else:
            messages.success(request, f"An invitation is on its way to {values['email']}.")
            return redirect("organisation-people", organisation.slug)
    domains = reads.admitting_domains(organisation.pk)
    told = {"organisation": organisation, "form": form, "domains": domains}
    return render(request, "organisations/invite.html", told)


@require_POST
@for_administrators
def answer_invitation(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """Send an invitation again, or withdraw it."""
    _of(organisation, Invitation, pk)
    actor = actor_of(request)
    if request.POST.get("do") == "resend":
        tried(
            request,
            lambda: services.resend_invitation(invitation_id=pk, actor=actor),
            "A new link is on its way; the old one does not work any more.",
        )
    elif request.POST.get("do") == "withdraw":
        tried(
            request,
            lambda: services.withdraw_invitation(invitation_id=pk, actor=actor),
            "The invitation is withdrawn: its link does not work any more.",
        )
    return redirect("organisation-people", organisation.slug)


@require_http_methods(READ_OR_POST)
@for_administrators
def person(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """One of its people: their role, what they may approve, and their removal."""
    membership = _membership(organisation, pk)
    others = [p.membership for p in reads.people_of(organisation, now=clock.read_now())]
    administrators = sum(each.is_administrator for each in others)
    form = RoleForm(
        posted(request),
        members=[each for each in others if each.pk != pk],
        is_last=not rules.may_go(membership, administrators),
        initial={"role": membership.role},
    )
    if request.method == "POST" and form.is_valid() and _change_role(request, membership, form):
        return redirect("organisation-people", organisation.slug)
    now = clock.read_now()
    mine = rules.membership_in(held(request), organisation.pk)
    told = {
        "organisation": organisation,
        "membership": membership,
        "form": form,
        "delegations": reads.delegations_of(membership, now=now),
        "may_grant": organisation.is_council and rules.may_grant(mine, membership),
        "is_you": membership.user_id == request.user.pk,
        "is_alone": len(others) == 1,
    }
    return render(request, "organisations/person.html", told)


def _change_role(request: HttpRequest, membership: Membership, form: RoleForm) -> bool:
    role, heir, actor = form.cleaned_data["role"], form.successor_id, actor_of(request)
    return tried(
        request,
        lambda: services.change_role(
            membership_id=membership.pk, role=Role(role), successor_id=heir, actor=actor
        ),
        f"{membership.user} is {Role(role).label.lower()} now.",
    )


@require_http_methods(READ_OR_POST)
@for_administrators
def remove(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """Take somebody out of the organisation, once that is confirmed."""
    membership = _membership(organisation, pk)
    if membership.user_id == request.user.pk:
        return redirect("organisation-leave", organisation.slug)
    if request.method == "POST":
        actor = actor_of(request)
        tried(
            request,
            lambda: services.remove_member(membership_id=pk, actor=actor),
            f"{membership.user} no longer belongs to {organisation.name}.",
        )
        return redirect("organisation-people", organisation.slug)
    told = {"organisation": organisation, "membership": membership}
    return render(request, "organisations/remove.html", told)


@require_http_methods(READ_OR_POST)
@for_administrators
def delegate(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """Let one of a council's people approve spending."""
    membership = _membership(organisation, pk)
    mine = rules.membership_in(held(request), organisation.pk)
    if not organisation.is_council or not rules.may_grant(mine, membership):
        raise PermissionDenied
    today = clock.today()
    form = DelegationForm(posted(request), initial={"first_day": today, "last_day": today + A_YEAR})
    if request.method == "POST" and form.is_valid() and _granted(request, membership, form):
        return redirect("organisation-person", organisation.slug, pk)
    told = {"organisation": organisation, "membership": membership, "form": form}
    return render(request, "organisations/delegate.html", told)


def _granted(request: HttpRequest, membership: Membership, form: DelegationForm) -> bool:
    starts_at, ends_at = form.span()
    actor = actor_of(request)
    return tried(
        request,
        lambda: services.grant_delegation(
            membership_id=membership.pk,
            limit_pence=form.cleaned_data["limit"],
            starts_at=starts_at,
            ends_at=ends_at,
            actor=actor,
        ),
        f"{membership.user} can approve spending, and gets a mail that says so.",
    )


@require_POST
@for_administrators
def end_delegation(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """End at once what somebody may approve."""
    delegation = _of(organisation, Delegation, pk)
    actor = actor_of(request)
    tried(
        request,
        lambda: services.revoke_delegation(delegation_id=pk, actor=actor),
        "The delegation has ended, and they get a mail that says so.",
    )
    here = Membership.objects.filter(organisation=organisation, user_id=delegation.user_id).first()
    if here is None:
        return redirect("organisation-people", organisation.slug)
    return redirect("organisation-person", organisation.slug, here.pk)


def _membership(organisation: Organisation, pk: int) -> Membership:
    found = reads.membership_to_manage(organisation, pk)
    if found is None:
        raise Http404("Nobody here has this number.")
    return found


def _of(organisation: Organisation, model: Any, pk: int) -> Any:
    """What has this number and is of this organisation, and of no other."""
    return get_object_or_404(model, organisation=organisation, pk=pk)
