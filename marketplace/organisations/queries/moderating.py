"""Reads for moderators: domains to confirm, places without an administrator, councils to merge."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from marketplace.accounts.models import User
from marketplace.core.models import Event
from marketplace.organisations import rules
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


def moderators() -> QuerySet[User]:
    """Everybody with an account who may moderate, as `rules.may_moderate` says of one."""
    found: QuerySet[User] = ModelBackend().with_perm(rules.MODERATE)
    return found.order_by("pk")


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


def people_at_domains_since() -> dt.datetime | None:
    """Since when the first of them is here at all: nobody noted when they confirmed the address. Two
    statements."""
    waits: Any = domains_to_confirm()
    said = [f"@{each}" for each in waits.filter(people__gt=0).values_list("domain", flat=True)]
    theirs = reduce(or_, (Q(email__iendswith=each) for each in said), Q(pk=None))
    found = EmailAddress.objects.filter(theirs, verified=True)
    return found.aggregate(since=Min("user__date_joined"))["since"]


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


def without_administrator_since() -> dt.datetime | None:
    """Since when the first who waits there has asked, or the first member belongs: when the last
    administrator went, nobody noted. Two statements."""
    places = without_administrator().order_by().values("pk")
    asked = MembershipRequest.objects.filter(
        organisation__in=places, state=RequestState.WAITING
    ).aggregate(since=Min("asked_at"))["since"]
    belong = Membership.objects.filter(organisation__in=places).aggregate(since=Min("since"))
    return min(filter(None, (asked, belong["since"])), default=None)


def vendors_to_verify_since() -> dt.datetime | None:
    """By the record of when they came. Two statements."""
    numbers = [str(each) for each in vendors_to_verify().values_list("pk", flat=True)]
    came = Event.objects.filter(
        thing="vendor", thing_id__in=numbers, name__in=("vendor.added", "vendor.registered")
    )
    return came.aggregate(since=Min("at"))["since"]


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
