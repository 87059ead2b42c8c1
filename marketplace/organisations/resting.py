"""Places in organisations, as something that rests on a person's address."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from marketplace.core.actor import Actor
from marketplace.core.registry import CannotEndYet, Ending, RestsOnAddress
from marketplace.organisations import locks, services
from marketplace.organisations.queries.lapsing import Lapsing, lapsing


def endings(user_id: int, email: str) -> list[Ending]:
    """The places that would end with that address, each by the organisation's name."""
    return [_ending(each) for each in lapsing(user_id, [email] if email else [])]


def end(user_id: int, actor: Actor) -> None:
    """Raises CannotEndYet where nobody would administer an organisation."""
    try:
        services.end_lapsed_memberships(user_id=user_id, actor=actor)
    except services.MembershipRefused as refused:
        raise CannotEndYet(str(refused)) from refused


def _ending(each: Lapsing) -> Ending:
    place = each.membership.organisation
    kept = (
        f"It knows its people by {' and '.join(each.domains)}. To stay with any other address, have"
        f" it invited by a moderator first: {settings.CONTACT_EMAIL}."
    )
    if not each.is_last_administrator:
        return Ending(place.name, kept)
    return Ending(
        place.name,
        kept,
        first=f"You are the only administrator of {place.name}. Make somebody else one first",
        url=reverse("organisation-people", args=[place.slug]),
    )


RESTS = RestsOnAddress("memberships", endings, locks.hold_places, end)
