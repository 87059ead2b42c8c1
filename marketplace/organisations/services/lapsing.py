"""Places that end because the address is gone by which the organisation knew its member."""

from __future__ import annotations

from django.db import transaction

from marketplace.core import clock
from marketplace.core.actor import Actor
from marketplace.organisations import letters
from marketplace.organisations.locks import hold_places
from marketplace.organisations.models import InvitationState
from marketplace.organisations.places import end_place, tell_of
from marketplace.organisations.queries import lapsing, people
from marketplace.organisations.refusals import MembershipRefused


def end_lapsed_memberships(*, user_id: int, actor: Actor) -> None:
    """End every place of a person that none of their confirmed addresses bears any more, and tell
    them and its administrators. An invitation to such an address that waits is taken up by the
    place that it keeps. Safe to repeat.

    Raises MembershipRefused, naming the organisation, where nobody else administers it.
    """
    with transaction.atomic():
        hold_places(user_id)
        emails = people.confirmed_addresses(user_id)
        for each in lapsing.lapsing(user_id, emails):
            membership = each.membership
            if each.is_last_administrator:
                raise MembershipRefused(
                    f"Nobody else administers {membership.organisation.name}. Somebody else has to"
                    " become administrator first; then the address can be changed."
                )
            end_place(membership, actor, event="member.lapsed")
            letters.tell_lapsed(membership, each.domains)
            letters.tell_left(
                membership, people.administrators_of(membership.organisation_id), lapsed=True
            )
        _take_up_invitations(user_id, emails, actor)


def _take_up_invitations(user_id: int, emails: list[str], actor: Actor) -> None:
    places = {each.organisation_id for each in people.memberships_of(user_id)}
    for invitation in lapsing.invitations_that_vouch(user_id, emails, clock.now()):
        if invitation.state == InvitationState.PENDING and invitation.organisation_id in places:
            invitation.state, invitation.settled_at = InvitationState.ACCEPTED, clock.now()
            invitation.accepted_by_id = user_id
            invitation.save()
            after = {"invitation": invitation.pk, "user": user_id}
            tell_of("invitation.accepted", invitation.organisation_id, actor, after=after)
