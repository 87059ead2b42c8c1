"""A person's place in an organisation: taken, changed and ended, with what goes with it. Called within
the transaction of a service that holds the organisation."""

from __future__ import annotations

import datetime as dt
from typing import Any

from marketplace.core import clock
from marketplace.core.actor import Actor
from marketplace.core.events import record
from marketplace.core.models import Audience
from marketplace.organisations import letters, rules
from marketplace.organisations.locks import locked_organisation, locked_person
from marketplace.organisations.models import (
    Delegation,
    Membership,
    MembershipRequest,
    Organisation,
    RequestState,
    Role,
)
from marketplace.organisations.refusals import MembershipRefused

OTHER_SIDE = (
    "This person belongs to a supplier, and nobody who does can hold a role in a council.",
    "This person belongs to a council, and nobody who does can act for a supplier.",
)
HAND_OVER = (
    "This is the only administrator. Name somebody else as administrator first, in the same step."
)


def take_place(
    organisation: Organisation, user_id: int, *, role: str, actor: Actor, event: str
) -> Membership:
    """Make a person a member. The person's row is held, so that nobody gets onto both sides, of
    councils and of suppliers, by joining both at once. What they had asked for is settled.

    Raises MembershipRefused for somebody who has a place there, or one on the other side.
    """
    person = locked_person(user_id)
    held = list(Membership.objects.filter(user=person).select_related("organisation"))
    if rules.membership_in(held, organisation.pk):
        raise MembershipRefused("This person belongs to the organisation already.")
    if not rules.may_join(organisation, held):
        raise MembershipRefused(OTHER_SIDE[0 if organisation.is_council else 1])
    now = clock.now()
    membership = Membership.objects.create(
        user=person, organisation=organisation, role=role, since=now
    )
    MembershipRequest.objects.filter(
        user=person, organisation=organisation, state=RequestState.WAITING
    ).update(state=RequestState.APPROVED, decided_at=now, decided_by=actor.user_id)
    tell_of(event, organisation.pk, actor, after={"user": person.pk, "role": str(role)})
    return membership


def set_role(membership: Membership, role: str, actor: Actor) -> None:
    """Whoever calls has seen to it that an administrator is left."""
    before = membership.role
    if before == role:
        return
    membership.role = role
    membership.save(update_fields=["role"])
    tell_of(
        "member.role_changed",
        membership.organisation_id,
        actor,
        before={"user": membership.user_id, "role": str(before)},
        after={"user": membership.user_id, "role": str(role)},
    )


def end_place(membership: Membership, actor: Actor, *, event: str) -> None:
    """Take a person's place away, and every delegation with it."""
    ended = end_delegations(membership.organisation_id, actor, user_id=membership.user_id)
    before = {"user": membership.user_id, "role": str(membership.role), "delegations": ended}
    membership.delete()
    tell_of(event, membership.organisation_id, actor, before=before)


def end_delegations(organisation_id: int, actor: Actor, *, user_id: int | None = None) -> list[int]:
    """Revoke what stands of one person or of all; returns which."""
    now = clock.now()
    standing = Delegation.objects.filter(organisation_id=organisation_id).standing(now)
    if user_id is not None:
        standing = standing.filter(user_id=user_id)
    ended = sorted(standing.values_list("pk", flat=True))
    Delegation.objects.filter(pk__in=ended).update(revoked_at=now, revoked_by=actor.user_id)
    return ended


def hand_over(organisation: Organisation, successor_id: int | None, actor: Actor) -> None:
    """Make the named person administrator. Raises MembershipRefused for nobody, and for somebody
    who does not belong there."""
    heir = (
        Membership.objects.filter(organisation=organisation, user_id=successor_id or 0)
        .select_related("user", "organisation")
        .first()
    )
    if heir is None:
        raise MembershipRefused(HAND_OVER)
    set_role(heir, Role.ADMINISTRATOR, actor)
    letters.tell_administrator(heir)


def see_that_one_is_left(
    membership: Membership, actor: Actor, *, successor_id: int | None = None
) -> None:
    """Before an administrator goes: there is another, or the named person becomes one now."""
    others = Membership.objects.administrators().filter(organisation=membership.organisation)
    if rules.may_go(membership, others.count()):
        return
    if successor_id == membership.user_id:
        raise MembershipRefused(HAND_OVER)
    hand_over(membership.organisation, successor_id, actor)


def held_membership(membership_id: int) -> Membership:
    """A membership with its organisation held. Raises MembershipRefused where it has ended."""
    of = Membership.objects.filter(pk=membership_id).values_list("organisation_id", flat=True)
    found = of.first()
    if found is not None:
        locked_organisation(found)
    membership = (
        Membership.objects.filter(pk=membership_id).select_related("user", "organisation").first()
    )
    if membership is None:
        raise MembershipRefused("This person does not belong to the organisation any more.")
    return membership


def tell_of(event: str, organisation_id: int, actor: Actor, **states: Any) -> None:
    """Record something among the people of an organisation."""
    record(
        event,
        actor=actor,
        thing="organisation",
        thing_id=organisation_id,
        audience=Audience.ORGANISATION,
        **states,
    )


def has_ended(organisation: Organisation, today: dt.date) -> bool:
    """Whether it is a council that ended."""
    council = getattr(organisation, "council", None) if organisation.is_council else None
    return council is not None and council.has_ended(today)
