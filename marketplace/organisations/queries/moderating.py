"""Reads for moderators: domains to confirm, places without an administrator, councils to merge."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from marketplace.organisations.models import (
    Council,
    Delegation,
    DomainState,
    EmailDomain,
    Invitation,
    InvitationState,
    Membership,
    MembershipRequest,
    Organisation,
    RequestState,
    Vendor,
    VendorState,
)


def domains_to_confirm(words: str = "") -> QuerySet[EmailDomain]:
    """Proposed domains, those first with most `people` whose confirmed address is of it; with
    `words`, those alone that have them in the domain or in the council's name."""
    people = (
        EmailAddress.objects.filter(
            verified=True, email__iendswith=Concat(Value("@"), OuterRef("domain"))
        )
        .order_by()
        .values("verified")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        EmailDomain.objects.filter(
            Q(domain__icontains=words) | Q(organisation__name__icontains=words),
            state=DomainState.PROPOSED,
        )
        .select_related("organisation")
        .annotate(people=Coalesce(Subquery(people), 0))
        .order_by("-people", "organisation__short_name", "pk")
    )


def domains_with_people() -> int:
    """At how many proposed domains somebody waits. One statement."""
    found: Any = domains_to_confirm()
    return int(found.filter(people__gt=0).count())


def people_at(domain: str) -> list[tuple[int, str]]:
    """Who has confirmed an address of the domain or below it: their numbers and the addresses."""
    found = EmailAddress.objects.filter(
        Q(email__iendswith=f"@{domain}") | Q(email__iendswith=f".{domain}"),
        verified=True,
        user__is_active=True,
    )
    return list(found.order_by("pk").values_list("user_id", "email"))


def without_administrator() -> QuerySet[Organisation]:
    """Organisations that people wait to join or belong to, and that nobody administers; each with
    `waiting` and `members`."""
    administrators = Membership.objects.administrators().filter(organisation_id=OuterRef("pk"))
    waiting = Count(
        "membership_requests",
        filter=Q(membership_requests__state=RequestState.WAITING),
        distinct=True,
    )
    return (
        Organisation.objects.filter(~Exists(administrators))
        .annotate(waiting=waiting, members=Count("memberships", distinct=True))
        .filter(Q(waiting__gt=0) | Q(members__gt=0))
        .order_by("-waiting", "short_name", "pk")
    )


def vendors_to_verify() -> QuerySet[Vendor]:
    """The longest waiting first."""
    return Vendor.objects.filter(state=VendorState.UNVERIFIED).order_by("pk")


@dataclass(frozen=True)
class Following:
    """What of an ended council there is to follow its successor."""

    members: int
    administrators: int
    requests: int
    invitations: int
    domains: list[str]
    delegations: int

    @property
    def is_nothing(self) -> bool:
        return not (self.members or self.requests or self.invitations or self.domains)


def following(council: Council, *, now: dt.datetime) -> Following:
    """Five statements."""
    members = list(council.memberships.values_list("role", flat=True))
    return Following(
        members=len(members),
        administrators=members.count("administrator"),
        requests=MembershipRequest.objects.filter(
            organisation=council, state=RequestState.WAITING
        ).count(),
        invitations=Invitation.objects.filter(
            organisation=council, state=InvitationState.PENDING
        ).count(),
        domains=sorted(council.email_domains.values_list("domain", flat=True)),
        delegations=Delegation.objects.filter(organisation=council).standing(now).count(),
    )


def ended_councils(today: dt.date) -> QuerySet[Council]:
    """Those that ended and have successors, with what is still theirs: `members`, `own_domains`."""
    return (
        Council.objects.ended(today)
        .annotate(
            members=Count("memberships", distinct=True),
            own_domains=Count("email_domains", distinct=True),
            heirs=Count("successors", distinct=True),
        )
        .filter(heirs__gt=0)
        .order_by("-members", "-own_domains", "-end_date", "short_name", "pk")
    )
