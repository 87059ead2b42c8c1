"""What organisations holds on a person: handed out to them, and taken out of the site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet

from marketplace.core import registry
from marketplace.core.actor import SYSTEM, current_actor
from marketplace.core.registry import HeldTable
from marketplace.organisations import services
from marketplace.organisations.models import (
    Delegation,
    Invitation,
    Membership,
    MembershipRequest,
)
from marketplace.organisations.queries import people

# Those below point at whoever decided, and keep the number alone.
MODELS = (
    "organisations.Membership",
    "organisations.MembershipRequest",
    "organisations.Invitation",
    "organisations.Delegation",
    "organisations.EmailDomain",
    "organisations.Vendor",
)

HELD = (
    registry.Held(
        "Where you belong: your councils or supplier, your role there, since when",
        "So that what you say for an organisation is said by one of its people",
        "Until you leave, are removed or erased; that it was so stays on record by number alone",
    ),
    registry.Held(
        "What you asked to join, with the address by which we knew it, and what came of it",
        "So that an administrator can decide, and see what was decided",
        "The address until you are erased",
    ),
    registry.Held(
        "Invitations to your address, also before you have an account",
        "So that the link works for you alone, and nobody is pestered",
        f"The address for {settings.INVITATIONS_KEPT_DAYS} days after the link has ended",
    ),
    registry.Held(
        "What you may approve for a council, up to how much, from when until when, and who granted it",
        "So that whoever relies on an approval can see that it was good",
        "For good, by number; your name goes when you are erased",
    ),
)


def tables(user_id: int) -> Iterator[HeldTable]:
    """Places, requests, invitations to the person's addresses, and what they may approve."""
    places = Membership.objects.filter(user_id=user_id)
    yield _of("memberships", places, "role", "since")
    requests = MembershipRequest.objects.filter(user_id=user_id)
    yield _of("requests to join", requests, "email", "state", "asked_at", "decided_at")
    invited = Invitation.objects.filter(email__in=people.addresses_of(user_id))
    yield _of("invitations", invited, "email", "role", "state", "invited_at", "expires_at")
    granted = Delegation.objects.filter(user_id=user_id)
    yield _of("delegations", granted, "limit_pence", "starts_at", "ends_at", "revoked_at")


def erase(user_id: int) -> None:
    """End the person's places, and take their addresses out of what stays."""
    services.forget_person(user_id=user_id, actor=current_actor() or SYSTEM)


def _of(name: str, found: QuerySet[Any], *fields: str) -> HeldTable:
    named = found.annotate(organisation_name=F("organisation__name")).order_by("pk")
    return HeldTable(name, named.values("organisation_name", *fields))
