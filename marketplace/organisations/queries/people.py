"""Reads of who belongs where, who asks to, and who may approve."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Count, QuerySet
from django.db.models.functions import Lower

from marketplace.core import clock
from marketplace.organisations import rules
from marketplace.organisations.models import (
    Delegation,
    DomainState,
    EmailDomain,
    Invitation,
    InvitationState,
    Membership,
    MembershipRequest,
    Organisation,
    RequestState,
)


def memberships_of(user_id: int) -> list[Membership]:
    """A person's memberships with their organisations, by name, each with `is_approver`: one
    statement."""
    return list(
        Membership.objects.filter(user_id=user_id)
        .with_approvers(clock.read_now())
        .select_related("organisation")
        .order_by("organisation__short_name", "pk")
    )


def held_by(user: Any) -> list[Membership]:
    """The memberships of whoever is signed in, read once a request: with its user they go."""
    if not hasattr(user, "_memberships_held"):
        user._memberships_held = memberships_of(user.pk)
    held: list[Membership] = user._memberships_held
    return held


def is_approver(user: Any) -> bool:
    """Whether a person may approve spending for any of their organisations now."""
    return any(each.is_approver for each in held_by(user))  # type: ignore[attr-defined]  # annotated


def confirmed_addresses(user_id: int) -> list[str]:
    """A person's own addresses that they have confirmed, the main one first. One statement."""
    found = EmailAddress.objects.filter(user_id=user_id, verified=True).order_by("-primary", "pk")
    return [email.lower() for email in found.values_list("email", flat=True)]


def addresses_of(user_id: int) -> QuerySet[Any, str]:
    """The same, in small letters, as part of another statement."""
    found = EmailAddress.objects.filter(user_id=user_id, verified=True)
    return found.values_list(Lower("email"), flat=True)


@dataclass(frozen=True)
class Person:
    """A member as the people of their organisation see them."""

    membership: Membership
    delegations: list[Delegation]  # in force or to come
    in_force: list[Delegation]


@dataclass(frozen=True)
class Invited:
    """An invitation that was not accepted yet."""

    invitation: Invitation
    is_open: bool


def people_of(organisation: Organisation, *, now: dt.datetime) -> list[Person]:
    """Its members, administrators first, with what they may approve. Two statements."""
    members = (
        Membership.objects.filter(organisation=organisation)
        .select_related("user")
        .order_by("role", "user__name", "user__email", "pk")
    )
    held: dict[int, list[Delegation]] = defaultdict(list)
    for each in Delegation.objects.filter(organisation=organisation).standing(now):
        held[each.user_id].append(each)
    return [
        Person(
            member,
            held[member.user_id],
            [d for d in held[member.user_id] if rules.is_effective(d, now, is_member=True)],
        )
        for member in members
    ]


def waiting_requests(organisation: Organisation) -> list[MembershipRequest]:
    """Who asks to join, the longest waiting first. One statement."""
    waiting = MembershipRequest.objects.filter(
        organisation=organisation, state=RequestState.WAITING
    )
    return list(waiting.select_related("user").order_by("asked_at", "pk"))


def asking_at(administered: Iterable[Membership]) -> list[tuple[Organisation, int]]:
    """The organisations at which somebody waits to be let in, among those of the memberships, with
    how many do. One statement, none without memberships."""
    places = {each.organisation_id: each.organisation for each in administered}
    if not places:
        return []
    found = (
        MembershipRequest.objects.filter(organisation__in=places, state=RequestState.WAITING)
        .values_list("organisation_id")
        .annotate(waiting=Count("pk"))
        .order_by("organisation_id")
    )
    return [(places[number], waiting) for number, waiting in found]


def has_asked(user_id: int, *, request_id: int) -> bool:
    """Whether a request to join is that person's own. One statement."""
    return MembershipRequest.objects.filter(pk=request_id, user_id=user_id).exists()


def pending_invitations(organisation: Organisation, *, now: dt.datetime) -> list[Invited]:
    """Invitations that are neither accepted nor withdrawn, those that ran out too. One statement."""
    found = Invitation.objects.filter(organisation=organisation, state=InvitationState.PENDING)
    return [Invited(each, rules.is_open(each, now)) for each in found]


def invitations_for(emails: list[str], *, now: dt.datetime) -> list[Invitation]:
    """The open invitations to any of these addresses. One statement."""
    found = Invitation.objects.open(now).filter(email__in=emails).select_related("organisation")
    return list(found.order_by("pk"))


def membership_to_manage(organisation: Organisation, membership_id: int) -> Membership | None:
    """A membership of this organisation with its person. One statement."""
    found = Membership.objects.filter(organisation=organisation, pk=membership_id)
    return found.select_related("user", "organisation").first()


def delegations_of(membership: Membership, *, now: dt.datetime) -> list[Delegation]:
    """What a member may approve now or later. One statement."""
    found = Delegation.objects.standing(now).filter(
        user_id=membership.user_id, organisation_id=membership.organisation_id
    )
    return list(found.select_related("granted_by").order_by("starts_at", "pk"))


def delegations_held(user_id: int, *, now: dt.datetime) -> list[Delegation]:
    """What a person may approve now or later, anywhere. One statement."""
    found = Delegation.objects.standing(now).of_members().filter(user_id=user_id)
    return list(found.select_related("organisation").order_by("starts_at", "pk"))


def administrators_of(organisation_id: int) -> list[Membership]:
    """Its administrators with their people. One statement."""
    found = Membership.objects.administrators().filter(organisation_id=organisation_id)
    return list(found.select_related("user").order_by("pk"))


def admitting_domains(organisation_id: int) -> list[str]:
    """The confirmed domains of an organisation. One statement."""
    found = EmailDomain.objects.filter(organisation_id=organisation_id, state=DomainState.CONFIRMED)
    return [each.lower() for each in found.values_list("domain", flat=True)]
