"""People are taken out of the organisations: what must stay, stays without them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q

from marketplace.core import clock
from marketplace.core.actor import Actor
from marketplace.organisations.locks import locked_organisation
from marketplace.organisations.models import (
    Invitation,
    InvitationState,
    Membership,
    MembershipRequest,
    RequestState,
)
from marketplace.organisations.places import end_place, tell_of
from marketplace.organisations.queries import people


def forget_person(*, user_id: int, actor: Actor) -> None:
    """End every place of a person, the last administrator's too: moderators then see an organisation
    that nobody administers. Requests and invitations lose their addresses. Safe to repeat."""
    with transaction.atomic():
        places = Membership.objects.filter(user_id=user_id).order_by("organisation_id")
        for membership in places:
            locked_organisation(membership.organisation_id)
            end_place(membership, actor, event="member.left")
        now = clock.now()
        for request in MembershipRequest.objects.filter(user_id=user_id).exclude(email=""):
            if request.state == RequestState.WAITING:
                request.state, request.decided_at = RequestState.WITHDRAWN, now
                after = {"request": request.pk}
                tell_of("member.withdrawn", request.organisation_id, actor, after=after)
            request.email = ""
            request.save()
        emails = people.confirmed_addresses(user_id)
        for invitation in Invitation.objects.filter(email__in=emails):
            if invitation.state == InvitationState.PENDING:
                invitation.state, invitation.settled_at = InvitationState.WITHDRAWN, now
                after = {"invitation": invitation.pk}
                tell_of("invitation.withdrawn", invitation.organisation_id, actor, after=after)
            invitation.email = ""
            invitation.save()


def forget_invitations(*, before: dt.datetime, actor: Actor) -> int:
    """Take the address out of every invitation whose link ended, used or not, before that moment;
    returns how many. Safe to repeat."""
    with transaction.atomic():
        ended = Q(settled_at__lt=before) | Q(settled_at__isnull=True, expires_at__lt=before)
        found = Invitation.objects.exclude(email="").filter(ended)
        forgotten = list(found.select_for_update().order_by("pk"))
        for invitation in forgotten:
            if invitation.state == InvitationState.PENDING:
                invitation.state, invitation.settled_at = InvitationState.WITHDRAWN, clock.now()
            invitation.email = ""
            invitation.save()
            after = {"invitation": invitation.pk}
            tell_of("invitation.forgotten", invitation.organisation_id, actor, after=after)
    return len(forgotten)
