"""Asking to join a council, and what becomes of it."""

from __future__ import annotations

from django.db import transaction

from marketplace.core import clock
from marketplace.core.actor import Actor
from marketplace.organisations import letters, queries, rules
from marketplace.organisations.locks import locked_organisation, locked_person
from marketplace.organisations.models import (
    Membership,
    MembershipRequest,
    RequestState,
    Role,
)
from marketplace.organisations.places import OTHER_SIDE, has_ended, take_place, tell_of
from marketplace.organisations.queries import people
from marketplace.organisations.refusals import MembershipRefused


def ask_to_join(*, user_id: int, council_id: int, actor: Actor) -> MembershipRequest:
    """Ask for a place in the council that one of a person's confirmed addresses names; its
    administrators, or the moderators where it has none, are told. Asked again, it is the same.

    Raises MembershipRefused where no confirmed domain of the council is behind any confirmed address
    of theirs, for a member, for somebody who belongs to a supplier, and for who asks too often.
    """
    with transaction.atomic():
        organisation = locked_organisation(council_id)
        waiting = MembershipRequest.objects.filter(
            user_id=user_id, organisation=organisation, state=RequestState.WAITING
        ).first()
        if waiting is not None:
            return waiting
        held = queries.memberships_of(user_id)
        if rules.membership_in(held, council_id):
            raise MembershipRefused("You belong to this council already.")
        if not rules.may_join(organisation, held):
            raise MembershipRefused(OTHER_SIDE[0])
        now = clock.now()
        lately = MembershipRequest.objects.filter(
            user_id=user_id, organisation=organisation, asked_at__gt=now - rules.ASKED_WITHIN
        )
        if lately.count() >= rules.MOST_ASKED:
            raise MembershipRefused(
                "You have asked several times lately. Speak to a colleague first."
            )
        request = MembershipRequest.objects.create(
            user_id=user_id,
            organisation=organisation,
            email=_address_for(user_id, council_id),
            asked_at=now,
        )
        tell_of("member.asked", council_id, actor, after={"user": user_id, "request": request.pk})
        letters.tell_asked(request, people.administrators_of(council_id))
    return request


def withdraw_request(*, user_id: int, request_id: int, actor: Actor) -> None:
    """Take back what one has asked. Safe to repeat, and nothing where it was answered."""
    with transaction.atomic():
        request = _held_request(request_id)
        if request.user_id != user_id or request.state != RequestState.WAITING:
            return
        _settle(request, RequestState.WITHDRAWN, actor)


def approve_request(*, request_id: int, actor: Actor, role: Role = Role.MEMBER) -> Membership:
    """Let somebody in who asked. Safe to repeat.

    Raises MembershipRefused where it was answered otherwise, where their address is no longer
    confirmed or no longer of a confirmed domain, and where they have joined the other side.
    """
    with transaction.atomic():
        request = _held_request(request_id)
        here = Membership.objects.filter(
            user_id=request.user_id, organisation_id=request.organisation_id
        ).first()
        if here is not None:
            return here
        if request.state != RequestState.WAITING:
            raise MembershipRefused(
                f"This request is {request.get_state_display().lower()} by now."
            )
        if has_ended(request.organisation, clock.today()):
            raise MembershipRefused("This council has ended: its people join what came after it.")
        locked_person(request.user_id)  # so that their addresses stay as they are
        admitting = people.admitting_domains(request.organisation_id)
        if request.email not in people.confirmed_addresses(request.user_id) or not rules.may_invite(
            request.organisation, request.email, admitting
        ):
            raise MembershipRefused(
                "Their address is no longer confirmed, or no longer of a confirmed domain."
            )
        membership = take_place(
            request.organisation, request.user_id, role=role, actor=actor, event="member.approved"
        )
        letters.tell_approved(membership)
    return membership


def decline_request(*, request_id: int, actor: Actor) -> None:
    """Do not let somebody in who asked, and tell them. Safe to repeat. Raises MembershipRefused
    where they were let in."""
    with transaction.atomic():
        request = _held_request(request_id)
        if request.state == RequestState.APPROVED:
            raise MembershipRefused("They belong to it already: remove them instead.")
        if request.state != RequestState.WAITING:
            return
        _settle(request, RequestState.DECLINED, actor)
        letters.tell_declined(request)


def _address_for(user_id: int, council_id: int) -> str:
    today = clock.today()
    for email in people.confirmed_addresses(user_id):
        if any(each.pk == council_id for each in queries.recognise(email, today).admitting):
            return email
    raise MembershipRefused(
        "None of your confirmed e-mail addresses is of a domain that this council is known to use."
    )


def _held_request(request_id: int) -> MembershipRequest:
    of = MembershipRequest.objects.filter(pk=request_id).values_list("organisation_id", flat=True)
    found = of.first()
    if found is None:
        raise MembershipRefused("There is no such request.")
    locked_organisation(found)
    return MembershipRequest.objects.select_related("user", "organisation").get(pk=request_id)


def _settle(request: MembershipRequest, state: RequestState, actor: Actor) -> None:
    request.state, request.decided_at = state, clock.now()
    request.decided_by_id = actor.user_id
    request.save()
    tell_of(
        f"member.{state.value}",
        request.organisation_id,
        actor,
        after={"user": request.user_id, "request": request.pk},
    )
