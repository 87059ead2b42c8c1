"""Who may do what in and with an organisation, and what of it holds at a moment.

Pure, but for `may_approve` and `is_approver`, which ask the database once: a delegation that was
revoked binds the next request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from marketplace.organisations import domains
from marketplace.organisations.models import (
    Delegation,
    Invitation,
    InvitationState,
    Membership,
    Organisation,
    Role,
    Vendor,
)

JUST_ME = ""
INVITED_FOR = dt.timedelta(days=7)
ASKED_WITHIN = dt.timedelta(days=30)
MOST_ASKED = 3  # times that one person asks the same organisation, or is asked by it, within that
MOST_UNVERIFIED = 3  # suppliers that one person registers before a moderator has looked
MOST_SENDS = 5  # of one invitation, so that nobody is pestered
MOST_PENCE = 10_000_000_000  # that a delegation can say: £100 million
MODERATE = "organisations.moderate_organisation"


def chosen_membership(memberships: Iterable[Membership], choice: Any) -> Membership | None:
    """The membership in which a person acts, or None for "just me".

    `choice` is what they chose last: an organisation's id, JUST_ME, or None for never. Who never
    chose and belongs to one organisation acts for it; who has left the one they chose is on their
    own.
    """
    memberships = list(memberships)
    if choice is None:
        return memberships[0] if len(memberships) == 1 else None
    return next((each for each in memberships if each.organisation_id == choice), None)


# Who may ------------------------------------------------------------------------------------------


def may_moderate(user: Any) -> bool:
    """Confirm domains, name first administrators, verify suppliers, merge councils."""
    return bool(user.is_active and user.has_perm(MODERATE))


def membership_in(memberships: Iterable[Membership], organisation_id: int) -> Membership | None:
    """A person's membership of one organisation, among all that they hold."""
    return next((each for each in memberships if each.organisation_id == organisation_id), None)


def may_see_people(memberships: Iterable[Membership], organisation_id: int) -> bool:
    """Members see who else belongs there; the public never does."""
    return membership_in(memberships, organisation_id) is not None


def may_manage_people(memberships: Iterable[Membership], organisation_id: int) -> bool:
    """Approve, invite, change roles, grant delegations: administrators of that organisation."""
    held = membership_in(memberships, organisation_id)
    return held is not None and held.role == Role.ADMINISTRATOR


def may_grant(granter: Membership | None, receiver: Membership | None) -> bool:
    """Let somebody approve spending: an administrator of the council lets another of its people,
    never themselves."""
    return (
        granter is not None
        and receiver is not None
        and granter.role == Role.ADMINISTRATOR
        and granter.organisation_id == receiver.organisation_id
        and granter.user_id != receiver.user_id
    )


def may_join(organisation: Organisation, memberships: Iterable[Membership]) -> bool:
    """Who belongs to a supplier never belongs to a council, and the other way round."""
    return all(each.organisation.kind == organisation.kind for each in memberships)


def may_hold_council_role(memberships: Iterable[Membership]) -> bool:
    """Whether a person could join some council: they belong to no supplier."""
    return all(each.organisation.is_council for each in memberships)


def may_go(membership: Membership, administrators: int) -> bool:
    """Leave, be removed or become a plain member, where the organisation has that many
    administrators: the last one hands over first."""
    return membership.role != Role.ADMINISTRATOR or administrators > 1


def may_submit(vendor: Vendor) -> bool:
    """Answer a bake-off: only once a moderator has verified that it is who it says."""
    return vendor.is_verified


def may_invite(organisation: Organisation, email: str, admitting: Iterable[str]) -> bool:
    """A council invites addresses of its confirmed domains (`admitting`), a supplier any."""
    if not organisation.is_council:
        return True
    return bool(set(domains.lineage(domains.domain_of(email))) & set(admitting))


def most_invited(organisation: Organisation, *, is_verified: bool) -> int:
    """How many invitations an organisation may have open, and send within a day. A supplier can
    invite anybody, so fewer; one that nobody has verified, its first few colleagues."""
    if organisation.is_council:
        return 200
    return 30 if is_verified else 3


def why_no_domain(domain: str) -> str:
    """Why a domain can never admit anybody, in words; empty where it can."""
    if not domain:
        return "Enter a domain like example.gov.uk, without “@”"
    if domains.is_public_suffix(domain):
        return (
            f"“{domain}” is nobody’s own: others register below it. Enter the council’s own domain"
        )
    if domains.is_free_mail(domain):
        return f"Anybody can have an address at “{domain}”. Enter the council’s own domain"
    return ""


# What holds at a moment ---------------------------------------------------------------------------


def is_open(invitation: Invitation, now: dt.datetime) -> bool:
    """Whether an invitation can still be accepted; `InvitationQuerySet.open` says the same."""
    return invitation.state == InvitationState.PENDING and invitation.expires_at > now


def is_effective(delegation: Delegation, now: dt.datetime, *, is_member: bool) -> bool:
    """Whether a delegation binds at `now`, given whether its person belongs to the council then;
    `DelegationQuerySet.effective` says the same."""
    return (
        is_member
        and delegation.starts_at <= now < delegation.ends_at
        and (delegation.revoked_at is None or delegation.revoked_at > now)
    )


def may_approve(user: Any, organisation: Organisation, amount_pence: int, now: dt.datetime) -> bool:
    """Whether a person may approve that a council spends an amount (pence, above nought), at `now`.
    One statement, none for who is not signed in."""
    if not user.is_authenticated or not user.is_active or amount_pence <= 0:
        return False
    return (
        Delegation.objects.effective(now)
        .filter(user_id=user.pk, organisation=organisation, limit_pence__gte=amount_pence)
        .exists()
    )


def is_approver(user: Any, now: dt.datetime) -> bool:
    """Whether a person may approve anything anywhere. One statement."""
    return Delegation.objects.effective(now).filter(user_id=user.pk).exists()
