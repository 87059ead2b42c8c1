"""What organisations holds on a person: handed out to them, and taken out of the site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import F

from marketplace.core import registry
from marketplace.core.actor import SYSTEM, current_actor
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

Table = tuple[str, Sequence[Mapping[str, Any]]]


def export(user_id: int) -> Iterator[Table]:
    """Places, requests, invitations to the person's addresses, and what they may approve."""
    yield (
        "memberships",
        _rows(Membership.objects.filter(user_id=user_id), "organisation_name", "role", "since"),
    )
    yield (
        "requests to join",
        _rows(
            MembershipRequest.objects.filter(user_id=user_id),
            "organisation_name", "email", "state", "asked_at", "decided_at",
        ),
    )  # fmt: skip
    yield (
        "invitations",
        _rows(
            Invitation.objects.filter(email__in=people.confirmed_addresses(user_id)),
            "organisation_name", "email", "role", "state", "invited_at", "expires_at",
        ),
    )  # fmt: skip
    yield (
        "delegations",
        _rows(
            Delegation.objects.filter(user_id=user_id),
            "organisation_name", "limit_pence", "starts_at", "ends_at", "revoked_at",
        ),
    )  # fmt: skip


def erase(user_id: int) -> None:
    """End the person's places, and take their addresses out of what stays."""
    services.forget_person(user_id=user_id, actor=current_actor() or SYSTEM)


def _rows(found: Any, *fields: str) -> list[dict[str, Any]]:
    named = found.annotate(organisation_name=F("organisation__name")).order_by("pk")
    return list(named.values(*fields))
