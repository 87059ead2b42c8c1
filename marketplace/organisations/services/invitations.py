"""Inviting an address into an organisation: one signed link, for that address alone, once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.validators import validate_email
from django.db import transaction

from marketplace.core import clock
from marketplace.core.actor import Actor
from marketplace.organisations import letters, rules
from marketplace.organisations.locks import locked_organisation, locked_person
from marketplace.organisations.models import (
    Invitation,
    InvitationState,
    Membership,
    Organisation,
    Role,
    Vendor,
)
from marketplace.organisations.places import has_ended, take_place, tell_of
from marketplace.organisations.queries import invitations as sent
from marketplace.organisations.queries import people
from marketplace.organisations.refusals import MembershipRefused

OUTSIDE = (
    "A council invites only addresses of its own confirmed domains. For anybody else, write to a"
    " moderator."
)


def invite(
    *,
    organisation_id: int,
    email: str,
    actor: Actor,
    role: Role = Role.MEMBER,
    vouched: bool = False,
) -> Invitation:
    """Send an address a link to join, which works for seven days. Whether anybody is registered with
    it changes nothing, but for members, whose addresses its administrators see. An address that has one already is sent a new one in its place. `vouched`: a
    moderator knows the person, whatever their address is.

    Raises ValidationError for what is no address, MembershipRefused for one that the organisation
    may not invite and for more than it may have open.
    """
    email = email.strip().lower()
    validate_email(email)
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        if has_ended(organisation, clock.today()):
            raise MembershipRefused("This council has ended, so nobody can be invited to it.")
        admitting = people.admitting_domains(organisation.pk)
        if not vouched and not rules.may_invite(organisation, email, admitting):
            raise MembershipRefused(OUTSIDE)
        if organisation.memberships.filter(user__email__iexact=email).exists():
            raise MembershipRefused("Somebody with this address belongs to it already.")
        pending = Invitation.objects.filter(
            organisation=organisation, state=InvitationState.PENDING
        )
        invitation = pending.filter(email=email).first()
        if invitation is not None:
            return _send_again(invitation, actor, role=role)
        now = clock.now()
        _see_that_it_is_not_too_much(organisation, email, now)
        invitation = Invitation.objects.create(
            organisation=organisation,
            email=email,
            role=role,
            invited_by_id=actor.user_id,
            invited_at=now,
            expires_at=now + rules.INVITED_FOR,
        )
        _tell("invitation.sent", invitation, actor, role=str(role))
        letters.tell_invited(invitation, sent.token_of(invitation))
    return invitation


def resend_invitation(*, invitation_id: int, actor: Actor) -> Invitation:
    """Send a new link, good for another seven days; the old one stops working. Raises
    MembershipRefused for one that is settled, or was sent too often."""
    with transaction.atomic():
        invitation = _held(invitation_id)
        if invitation.state != InvitationState.PENDING:
            raise MembershipRefused(_settled(invitation))
        return _send_again(invitation, actor, role=invitation.role)


def withdraw_invitation(*, invitation_id: int, actor: Actor) -> None:
    """Make a link worthless. Safe to repeat. Raises MembershipRefused for one that was accepted."""
    with transaction.atomic():
        invitation = _held(invitation_id)
        if invitation.state == InvitationState.ACCEPTED:
            raise MembershipRefused(_settled(invitation))
        if invitation.state == InvitationState.WITHDRAWN:
            return
        invitation.state, invitation.settled_at = InvitationState.WITHDRAWN, clock.now()
        invitation.save()
        _tell("invitation.withdrawn", invitation, actor)


def accept_invitation(*, token: str, user_id: int, actor: Actor) -> Membership:
    """Take the place that a link offers. Safe to repeat for whoever took it.

    Raises MembershipRefused, always in the same words, for a link that is wrong, used up, withdrawn
    or too old, and for somebody who has not confirmed the address that it was sent to; in words of
    its own where that person may not have the place.
    """
    with transaction.atomic():
        found = sent.by_token(token)
        invitation = _held(found.pk) if found else None
        locked_person(user_id)  # so that their addresses stay as they are
        mine = people.confirmed_addresses(user_id)
        if invitation is None or invitation.email not in mine:
            raise MembershipRefused(sent.NO_GOOD)
        here = Membership.objects.filter(
            user_id=user_id, organisation_id=invitation.organisation_id
        ).first()
        if here is not None and invitation.accepted_by_id == user_id:
            return here
        if not rules.is_open(invitation, clock.now()) or sent.by_token(token) is None:
            raise MembershipRefused(sent.NO_GOOD)
        membership = take_place(
            invitation.organisation,
            user_id,
            role=invitation.role,
            actor=actor,
            event="member.joined",
        )
        invitation.state, invitation.settled_at = InvitationState.ACCEPTED, clock.now()
        invitation.accepted_by_id = user_id
        invitation.save()
        _tell("invitation.accepted", invitation, actor, user=user_id)
    return membership


def _see_that_it_is_not_too_much(organisation: Organisation, email: str, now: dt.datetime) -> None:
    verified = Vendor.objects.listed().filter(pk=organisation.pk).exists()
    most = rules.most_invited(organisation, is_verified=verified)
    ours = Invitation.objects.filter(organisation=organisation)
    open_now = ours.filter(state=InvitationState.PENDING).count()
    today = ours.filter(invited_at__gt=now - dt.timedelta(days=1)).count()
    if max(open_now, today) >= most:
        raise MembershipRefused("Too many invitations are open, or were sent today.")
    lately = ours.filter(email=email, invited_at__gt=now - rules.ASKED_WITHIN).count()
    if lately >= rules.MOST_ASKED:
        raise MembershipRefused(
            "This address was invited several times lately. Speak to them first."
        )


def _send_again(invitation: Invitation, actor: Actor, *, role: str) -> Invitation:
    if invitation.sends >= rules.MOST_SENDS:
        raise MembershipRefused("This invitation was sent often enough. Ask them to look for it.")
    invitation.sends += 1
    invitation.role = role
    invitation.expires_at = clock.now() + rules.INVITED_FOR
    invitation.save()
    _tell("invitation.sent", invitation, actor, role=str(role))
    letters.tell_invited(invitation, sent.token_of(invitation))
    return invitation


def _held(invitation_id: int) -> Invitation:
    of = Invitation.objects.filter(pk=invitation_id).values_list("organisation_id", flat=True)
    found = of.first()
    if found is None:
        raise MembershipRefused("There is no such invitation.")
    locked_organisation(found)
    return Invitation.objects.select_related("organisation").get(pk=invitation_id)


def _settled(invitation: Invitation) -> str:
    return f"This invitation is {invitation.get_state_display().lower()} by now."


def _tell(event: str, invitation: Invitation, actor: Actor, **after: Any) -> None:
    told = {"invitation": invitation.pk, **after}
    tell_of(event, invitation.organisation_id, actor, after=told)
