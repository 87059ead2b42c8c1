"""Members of organisations: added, given another role, removed, leaving. An organisation that has an
administrator always keeps one."""

from __future__ import annotations

from django.db import transaction

from marketplace.core.actor import Actor
from marketplace.organisations import letters
from marketplace.organisations.locks import locked_organisation
from marketplace.organisations.models import Membership, Role
from marketplace.organisations.places import (
    end_place,
    hand_over,
    held_membership,
    see_that_one_is_left,
    set_role,
    take_place,
)
from marketplace.organisations.queries import people
from marketplace.organisations.refusals import MembershipRefused


def add_member(
    *, user_id: int, organisation_id: int, actor: Actor, role: Role = Role.MEMBER
) -> Membership:
    """Give a person a place in an organisation.

    Raises MembershipRefused for somebody who has one there already or on the other side (councils,
    suppliers), and for a person or an organisation that does not exist.
    """
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        return take_place(organisation, user_id, role=role, actor=actor, event="member.added")


def change_role(
    *, membership_id: int, role: Role, actor: Actor, successor_id: int | None = None
) -> Membership:
    """Make a member administrator or the other way round. `successor_id` is the person who becomes
    administrator where the last one steps down. Safe to repeat.

    Raises MembershipRefused where nobody would administer the organisation, and for a membership
    that has ended.
    """
    with transaction.atomic():
        membership = held_membership(membership_id)
        if membership.role == role:
            return membership
        if role != Role.ADMINISTRATOR:
            see_that_one_is_left(membership, actor, successor_id=successor_id)
        set_role(membership, role, actor)
        if role == Role.ADMINISTRATOR:
            letters.tell_administrator(membership)
    return membership


def remove_member(*, membership_id: int, actor: Actor) -> None:
    """End a membership on behalf of the organisation, and tell the person.

    Raises MembershipRefused for the last administrator, and for one that has ended already.
    """
    with transaction.atomic():
        membership = held_membership(membership_id)
        see_that_one_is_left(membership, actor)
        end_place(membership, actor, event="member.removed")
        letters.tell_removed(membership)


def leave_organisation(
    *, user_id: int, organisation_id: int, actor: Actor, successor_id: int | None = None
) -> None:
    """End one's own membership, and tell the administrators. The last one names a member who takes
    over in the same transaction. Safe to repeat. Raises MembershipRefused where nobody is named."""
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        membership = (
            Membership.objects.filter(user_id=user_id, organisation=organisation)
            .select_related("user", "organisation")
            .first()
        )
        if membership is None:
            return
        see_that_one_is_left(membership, actor, successor_id=successor_id)
        end_place(membership, actor, event="member.left")
        letters.tell_left(membership, people.administrators_of(organisation_id))


def name_administrator(*, user_id: int, organisation_id: int, actor: Actor) -> None:
    """A moderator names the administrator of an organisation that has none among its members.

    Raises MembershipRefused where there is one, and for somebody who does not belong there.
    """
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        if Membership.objects.administrators().filter(organisation=organisation).exists():
            raise MembershipRefused("It has an administrator by now, who names any further one.")
        hand_over(organisation, user_id, actor)
