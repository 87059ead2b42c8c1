"""What a council lets one of its people approve: granted and ended by its administrators."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from marketplace.core import clock
from marketplace.core.actor import Actor
from marketplace.organisations import letters, rules
from marketplace.organisations.locks import locked_organisation
from marketplace.organisations.models import Delegation, Membership
from marketplace.organisations.places import held_membership, tell_of
from marketplace.organisations.refusals import MembershipRefused


def grant_delegation(
    *,
    membership_id: int,
    limit_pence: int,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    actor: Actor,
) -> Delegation:
    """Let a member of a council approve spending up to `limit_pence`, from `starts_at` until, and
    without, `ends_at`. Binds from the next request on. The person is told.

    Raises MembershipRefused unless the actor administers that council and the member is another
    person, and for a limit or times that make no sense.
    """
    with transaction.atomic():
        receiver = held_membership(membership_id)
        granter = Membership.objects.filter(
            user_id=actor.user_id or 0, organisation_id=receiver.organisation_id
        ).first()
        if not receiver.organisation.is_council:
            raise MembershipRefused("Only councils delegate the approval of spending.")
        if granter is None or not rules.may_grant(granter, receiver):
            raise MembershipRefused(
                "Only an administrator of the council delegates, and never to themselves."
            )
        now = clock.now()
        if not 0 < limit_pence <= rules.MOST_PENCE:
            raise MembershipRefused("The limit is between one penny and £100 million.")
        if ends_at <= max(starts_at, now):
            raise MembershipRefused("A delegation ends after it starts, and not in the past.")
        delegation = Delegation.objects.create(
            user=receiver.user,
            organisation=receiver.organisation,
            limit_pence=limit_pence,
            starts_at=starts_at,
            ends_at=ends_at,
            granted_by=granter.user,
            granted_at=now,
        )
        tell_of("delegation.granted", receiver.organisation_id, actor, after=_state(delegation))
        letters.tell_delegated(delegation)
    return delegation


def revoke_delegation(*, delegation_id: int, actor: Actor) -> None:
    """End a delegation now, and tell the person. Safe to repeat. Raises MembershipRefused where
    there is none."""
    with transaction.atomic():
        of = Delegation.objects.filter(pk=delegation_id).values_list("organisation_id", flat=True)
        found = of.first()
        if found is None:
            raise MembershipRefused("There is no such delegation.")
        locked_organisation(found)
        delegation = Delegation.objects.select_related("user", "organisation").get(pk=delegation_id)
        if delegation.revoked_at is not None:
            return
        delegation.revoked_at, delegation.revoked_by_id = clock.now(), actor.user_id
        delegation.save(update_fields=["revoked_at", "revoked_by"])
        tell_of("delegation.revoked", found, actor, before=_state(delegation))
        letters.tell_delegation_ended(delegation)


def _state(delegation: Delegation) -> dict[str, object]:
    return {
        "delegation": delegation.pk,
        "user": delegation.user_id,
        "limit_pence": delegation.limit_pence,
        "starts_at": delegation.starts_at,
        "ends_at": delegation.ends_at,
    }
