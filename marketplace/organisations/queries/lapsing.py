"""Which of a person's places their addresses still bear."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from marketplace.core import clock
from marketplace.organisations import rules
from marketplace.organisations.models import (
    DomainState,
    EmailDomain,
    Invitation,
    InvitationState,
    Membership,
)
from marketplace.organisations.queries.people import administrators_of, memberships_of
from marketplace.organisations.queries.recognising import recognise


@dataclass(frozen=True)
class Lapsing:
    """A place that no address bears, and the domains by which the organisation knows its people."""

    membership: Membership
    domains: list[str]

    @property
    def is_last_administrator(self) -> bool:
        """One statement."""
        administrators = len(administrators_of(self.membership.organisation_id))
        return not rules.may_go(self.membership, administrators)


def lapsing(user_id: int, emails: list[str]) -> list[Lapsing]:
    """The places of a person that would end if these were their addresses. One organisation without
    a confirmed domain knows its people by other means: there nothing ends. Three statements, and
    those of recognising for each place that is in doubt."""
    held = memberships_of(user_id)
    if not held:
        return []
    confirmed = _confirmed_domains(held)
    vouched = set(invitations_that_vouch(user_id, emails, clock.now()))
    known = {each.organisation_id for each in vouched}
    return [
        Lapsing(each, domains)
        for each in held
        if (domains := confirmed[each.organisation_id])
        and each.organisation_id not in known
        and not _knows(each, emails, domains)
    ]


def invitations_that_vouch(
    user_id: int, emails: Iterable[str], now: dt.datetime
) -> list[Invitation]:
    """Invitations to one of these addresses that the person has accepted or could accept. One
    statement."""
    waits = Q(state=InvitationState.PENDING, expires_at__gt=now)
    taken = Q(state=InvitationState.ACCEPTED, accepted_by_id=user_id)
    found = Invitation.objects.filter(waits | taken, email__in=[each for each in emails if each])
    return list(found.order_by("organisation_id", "pk"))


def _confirmed_domains(held: list[Membership]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = EmailDomain.objects.filter(
        organisation_id__in=[each.organisation_id for each in held], state=DomainState.CONFIRMED
    )
    for number, domain in rows.order_by("domain").values_list("organisation_id", "domain"):
        found[number].append(domain.lower())
    return found


def _knows(membership: Membership, emails: list[str], domains: list[str]) -> bool:
    """By a domain of its own, or by one of a council that it came after."""
    place, today = membership.organisation, clock.today()
    return any(rules.may_invite(place, email, domains) for email in emails) or any(
        council.pk == place.pk for email in emails for council in recognise(email, today).admitting
    )
