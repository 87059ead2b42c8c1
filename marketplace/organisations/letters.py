"""What organisations write to people: each mail, to whom, and what is in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.core.letters import send_letter
from marketplace.core.registry import Waiting
from marketplace.organisations.models import (
    Council,
    Delegation,
    Invitation,
    Membership,
    MembershipRequest,
    Vendor,
)


def address(name: str, *arguments: Any) -> str:
    """Where a page is, as a mail has to say it."""
    return settings.SITE_URL + reverse(name, args=arguments)


def tell_recognised(email: str, councils: list[Council], *, admitted: bool) -> None:
    """Whose address it is, and what comes next."""
    _send(
        "recognised",
        email,
        councils=councils,
        council=councils[0] if len(councils) == 1 else None,
        admitted=admitted,
        url=address("join"),
    )


def tell_asked(request: MembershipRequest, administrators: list[Membership]) -> None:
    """To its administrators, or to whoever runs the site where there is none."""
    place = request.organisation
    if not administrators:
        _send(
            "asked_moderators",
            settings.CONTACT_EMAIL,
            place=place,
            url=address("organisation-requests"),
        )
    for each in administrators:
        _send(
            "asked",
            each.user.email,
            place=place,
            person=request.user,
            email=request.email,
            url=address("organisation-people", place.slug),
        )


def tell_approved(membership: Membership) -> None:
    """That they belong from now on, as what."""
    _send(
        "approved",
        membership.user.email,
        place=membership.organisation,
        membership=membership,
        url=address("organisation-people", membership.organisation.slug),
    )


def tell_declined(request: MembershipRequest) -> None:
    _send("declined", request.email, place=request.organisation)


def tell_administrator(membership: Membership) -> None:
    """That they administer it from now on."""
    _send(
        "administrator",
        membership.user.email,
        place=membership.organisation,
        url=address("organisation-people", membership.organisation.slug),
    )


def tell_removed(membership: Membership) -> None:
    _send("removed", membership.user.email, place=membership.organisation)


def tell_left(
    membership: Membership, administrators: list[Membership], *, lapsed: bool = False
) -> None:
    """To its administrators: one of its people has left, or, where `lapsed`, is no longer known by
    their address. By name alone: the new address is none of theirs."""
    for each in administrators:
        _send(
            "left",
            each.user.email,
            place=membership.organisation,
            who=membership.user.name or "One of its people",
            lapsed=lapsed,
            url=address("organisation-people", membership.organisation.slug),
        )


def tell_lapsed(membership: Membership, domains: list[str]) -> None:
    """That they do not belong any more because their address is another, and how they come back."""
    _send(
        "lapsed",
        membership.user.email,
        place=membership.organisation,
        domains=domains,
        url=address("you"),
    )


def tell_invited(invitation: Invitation, token: str) -> None:
    """The link that lets them in, once."""
    _send(
        "invited",
        invitation.email,
        expires_at=invitation.expires_at,
        place=invitation.organisation,
        invitation=invitation,
        url=address("invitation", token),
    )


def tell_delegated(delegation: Delegation) -> None:
    """What they may approve, and until when."""
    _send(
        "delegated",
        delegation.user.email,
        place=delegation.organisation,
        delegation=delegation,
        url=address("you"),
    )


def tell_delegation_ended(delegation: Delegation) -> None:
    _send(
        "delegation_ended",
        delegation.user.email,
        place=delegation.organisation,
        delegation=delegation,
        url=address("you"),
    )


def tell_vendor_registered(vendor: Vendor) -> None:
    """To whoever runs the site: there is one to verify."""
    url = address("organisation-vendors")
    _send("vendor_registered", settings.CONTACT_EMAIL, place=vendor, url=url)


def tell_vendor_decided(vendor: Vendor, administrators: list[Membership]) -> None:
    """Verified or refused, and why."""
    template = "vendor_verified" if vendor.is_verified else "vendor_refused"
    for each in administrators:
        _send(template, each.user.email, place=vendor, url=address("vendor", vendor.slug))


def tell_merged(old: Council, new: Council, members: list[Membership]) -> None:
    """That they belong to what came after their council, and what of it does not follow."""
    for each in members:
        _send(
            "merged",
            each.user.email,
            old=old,
            place=new,
            url=address("organisation-people", new.slug),
        )


def tell_waiting(person: User, waits: Sequence[Waiting], day: dt.date) -> None:
    """To a moderator: how much of what waits for them. Once a day, however often it is called."""
    _send(
        "waiting",
        person.email,
        dedupe_key=f"waiting:{person.pk}:{day}",
        waits=waits,
        url=address("wagtailadmin_home"),
    )


def _send(
    name: str,
    to: str,
    *,
    expires_at: dt.datetime | None = None,
    dedupe_key: str | None = None,
    **context: Any,
) -> None:
    template = f"organisations/mail/{name}"
    send_letter(template, to=to, context=context, expires_at=expires_at, dedupe_key=dedupe_key)
