"""Which councils a work address names, and what a person can do about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models.functions import Lower

from marketplace.organisations import domains, rules
from marketplace.organisations.models import (
    Council,
    DomainState,
    EmailDomain,
    Membership,
    MembershipRequest,
    OrganisationKind,
    RequestState,
)


@dataclass(frozen=True)
class Recognition:
    """What an address says of whose it is. `admitting` are councils whose confirmed domain it is of:
    several where they share it, and then the person is asked which. `naming` are those of which a
    moderator has to confirm that the domain is theirs."""

    email: str
    admitting: tuple[Council, ...] = ()
    naming: tuple[Council, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.admitting or self.naming)


def recognise(email: str, today: dt.date) -> Recognition:
    """The councils that a work address names: a domain counts for what is below it too, the nearest
    first. For a council that has ended stand those that came after it.

    None for free mail and for gov.uk alone. Says nothing of whether the address was confirmed. Three
    statements, none for an address that can name nobody.
    """
    above = domains.lineage(domains.domain_of(email))
    if not above or domains.is_free_mail(above[0]):
        return Recognition(email)
    rows = list(
        EmailDomain.objects.annotate(plain=Lower("domain"))
        .filter(plain__in=above, organisation__kind=OrganisationKind.COUNCIL)
        .exclude(state=DomainState.REFUSED)
        .values_list("plain", "state", "organisation_id")
    )
    admitting = _nearest(above, rows, DomainState.CONFIRMED)
    naming = _nearest(above, rows, DomainState.PROPOSED) - admitting
    councils = _living(admitting | naming, today)
    admitted = _in_order(admitting, councils)
    named = tuple(each for each in _in_order(naming, councils) if each not in admitted)
    return Recognition(email, admitted, named)


def _nearest(above: list[str], rows: list[tuple[str, str, int]], state: str) -> set[int]:
    for domain in above:
        if found := {number for plain, of, number in rows if plain == domain and of == state}:
            return found
    return set()


def _living(numbers: set[int], today: dt.date) -> dict[int, list[Council]]:
    """Each council, or those that came after it, by its number."""
    if not numbers:
        return {}
    found = Council.objects.filter(pk__in=numbers).prefetch_related("successors")
    return {
        each.pk: [s for s in each.successors.all() if not s.has_ended(today)]
        if each.has_ended(today)
        else [each]
        for each in found
    }


def _in_order(numbers: Iterable[int], councils: dict[int, list[Council]]) -> tuple[Council, ...]:
    found = {each.pk: each for number in numbers for each in councils[number]}
    return tuple(sorted(found.values(), key=lambda council: (council.short_name, council.pk)))


@dataclass(frozen=True)
class Way:
    """One council that a person can ask to join, by which of their addresses, and how that stands:
    "open", "waiting" (they have asked), "member", or "unconfirmed" (of the domain)."""

    council: Council
    email: str
    state: str
    request_id: int | None = None


def ways_to_join(
    user_id: int, *, emails: list[str], held: list[Membership], today: dt.date
) -> list[Way]:
    """Every council that a person's confirmed addresses (`emails`) name, those that they can join
    first. One statement, and those of recognising for each address."""
    waiting = dict(
        MembershipRequest.objects.filter(user_id=user_id, state=RequestState.WAITING).values_list(
            "organisation_id", "pk"
        )
    )
    found: dict[int, Way] = {}
    for email in emails:
        recognition = recognise(email, today)
        for council in recognition.admitting:
            state = "open"
            if rules.membership_in(held, council.pk):
                state = "member"
            elif council.pk in waiting:
                state = "waiting"
            if council.pk not in found or found[council.pk].state == "unconfirmed":
                found[council.pk] = Way(council, email, state, waiting.get(council.pk))
        for council in recognition.naming:
            found.setdefault(council.pk, Way(council, email, "unconfirmed"))
    return sorted(found.values(), key=lambda way: way.state == "unconfirmed")


@dataclass(frozen=True)
class Split:
    """A council that was split, and those that came after it."""

    council: Council
    successors: list[Council]


def split_councils(numbers: Iterable[int], *, today: dt.date) -> list[Split]:
    """Those of the councils that ended and were split. Two statements, none without councils."""
    numbers = list(numbers)
    if not numbers:
        return []
    ended = Council.objects.ended(today).filter(pk__in=numbers).prefetch_related("successors")
    found = [Split(each, list(each.successors.all())) for each in ended]
    return [each for each in found if len(each.successors) > 1]
