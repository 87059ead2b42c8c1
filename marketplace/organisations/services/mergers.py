"""A council goes on as its successor: people, requests and domains follow, delegations end. Where it was
split, each of its people says which one they follow."""

from __future__ import annotations

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.core import clock, registry
from marketplace.core.actor import Actor
from marketplace.core.events import record
from marketplace.core.models import Audience
from marketplace.core.signals import send_findable_changed
from marketplace.organisations import letters
from marketplace.organisations.locks import locked_council
from marketplace.organisations.models import (
    Council,
    DomainState,
    Invitation,
    InvitationState,
    Membership,
    MembershipRequest,
    RequestState,
    Role,
)
from marketplace.organisations.places import end_delegations, end_place, take_place
from marketplace.organisations.refusals import MergerRefused

SPLIT = "This council was split: its people are asked which of the new ones they follow."


def merge_council(*, old_id: int, new_id: int, actor: Actor) -> bool:
    """Move what is of an ended council to the one that came after it, and let every other slice
    move its own. The old one's page stays, with its history; nobody's delegation follows. Returns
    whether anything moved: safe to repeat.

    Raises MergerRefused for one that has not ended, that the other did not come after, or that was
    split.
    """
    with transaction.atomic():
        old, new = _held(old_id, new_id)
        moved = _move(old, new, actor)
        for merge in registry.merges:
            merge.move(old.pk, new.pk)
        if not any(moved.values()):
            return False
        record(
            "council.merged",
            actor=actor,
            thing="council",
            thing_id=old.pk,
            audience=Audience.STAFF,
            before={"council": old.pk},
            after={"council": new.pk, **moved},
        )
        send_findable_changed("council", [old.pk, new.pk])
    return True


def follow_successor(*, user_id: int, old_id: int, new_id: int, actor: Actor) -> Membership:
    """One of a split council's people goes on in one of those that came after it, as a member: who
    administers a new council is for the moderators to say. Safe to repeat.

    Raises MergerRefused for a council that has not ended or that the other did not come after,
    MembershipRefused for somebody who belongs to a supplier.
    """
    with transaction.atomic():
        old, new = _held(old_id, new_id, split=True)
        here = Membership.objects.filter(user_id=user_id, organisation_id=new.pk).first()
        there = Membership.objects.filter(user_id=user_id, organisation_id=old.pk).first()
        if there is None:
            if here is None:
                raise MergerRefused("You do not belong to the council that ended.")
            return here
        end_place(there, actor, event="member.followed")
        if here is None:
            here = take_place(new, user_id, role=Role.MEMBER, actor=actor, event="member.arrived")
    return here


def _held(old_id: int, new_id: int, *, split: bool = False) -> tuple[Council, Council]:
    """Both councils, held in the order of their numbers."""
    found = {number: locked_council(number) for number in sorted({old_id, new_id})}
    old, new = found[old_id], found[new_id]
    if not old.has_ended(clock.today()):
        raise MergerRefused("This council has not ended. Set the day on which it does first.")
    heirs = set(old.successors.values_list("pk", flat=True))
    if new.pk not in heirs:
        raise MergerRefused(f"{new.name} is not down as coming after {old.name}.")
    if len(heirs) > 1 and not split:
        raise MergerRefused(SPLIT)
    return old, new


def _move(old: Council, new: Council, actor: Actor) -> dict[str, list[int]]:
    ended = end_delegations(old.pk, actor)
    members = _move_members(old, new)
    moved = {
        "members": [each.user_id for each in members],
        "requests": _move_requests(old, new, actor),
        "invitations": _move_invitations(old, new),
        "domains": _move_domains(old, new),
        "delegations_ended": ended,
    }
    letters.tell_merged(old, new, members)
    return moved


def _move_members(old: Council, new: Council) -> list[Membership]:
    """Who belonged to both keeps the higher role."""
    moving = list(
        Membership.objects.filter(organisation_id=old.pk).select_related("user").order_by("user_id")
    )
    people = [each.user_id for each in moving]
    list(User.objects.select_for_update().filter(pk__in=people).order_by("pk"))
    here = {each.user_id: each for each in Membership.objects.filter(organisation_id=new.pk)}
    for membership in moving:
        double = here.get(membership.user_id)
        if double is None:
            membership.organisation = new
            membership.save(update_fields=["organisation"])
            continue
        if membership.role == Role.ADMINISTRATOR and double.role != Role.ADMINISTRATOR:
            double.role = Role.ADMINISTRATOR
            double.save(update_fields=["role"])
        membership.delete()
    return moving


def _move_requests(old: Council, new: Council, actor: Actor) -> list[int]:
    """Who waits at both, or belongs to the new one, waits there no more than once."""
    settled = set(
        MembershipRequest.objects.filter(
            organisation_id=new.pk, state=RequestState.WAITING
        ).values_list("user_id", flat=True)
    ) | set(Membership.objects.filter(organisation_id=new.pk).values_list("user_id", flat=True))
    moved = []
    for request in MembershipRequest.objects.filter(
        organisation_id=old.pk, state=RequestState.WAITING
    ):
        if request.user_id in settled:
            request.state = RequestState.WITHDRAWN
            request.decided_at, request.decided_by_id = clock.now(), actor.user_id
        else:
            request.organisation = new
        request.save()
        moved.append(request.pk)
    return moved


def _move_invitations(old: Council, new: Council) -> list[int]:
    pending = Invitation.objects.filter(state=InvitationState.PENDING)
    there = set(pending.filter(organisation_id=new.pk).values_list("email", flat=True))
    moved = []
    for invitation in pending.filter(organisation_id=old.pk):
        if invitation.email in there:
            invitation.state, invitation.settled_at = InvitationState.WITHDRAWN, clock.now()
        else:
            invitation.organisation = new
        invitation.save()
        moved.append(invitation.pk)
    return moved


def _move_domains(old: Council, new: Council) -> list[int]:
    """A domain that both had counts as confirmed if it was for either."""
    there = {each.domain.lower(): each for each in new.email_domains.all()}
    moved = []
    for domain in old.email_domains.all():
        moved.append(domain.pk)
        double = there.get(domain.domain.lower())
        if double is None:
            domain.organisation = new
            domain.save(update_fields=["organisation"])
            continue
        if domain.state == DomainState.CONFIRMED != double.state:
            double.state = domain.state
            double.confirmed_by_id, double.confirmed_at = (
                domain.confirmed_by_id,
                domain.confirmed_at,
            )
            double.save()
        domain.delete()
    return moved
