"""Suppliers: added, registered by themselves, verified or refused by a moderator, changed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from marketplace.core import clock
from marketplace.core.actor import Actor
from marketplace.core.events import record
from marketplace.core.models import Audience
from marketplace.core.signals import send_findable_changed
from marketplace.organisations import letters, rules
from marketplace.organisations.companies import normal_number
from marketplace.organisations.locks import locked_vendor
from marketplace.organisations.models import (
    Organisation,
    OrganisationKind,
    Role,
    Vendor,
    VendorState,
)
from marketplace.organisations.places import take_place
from marketplace.organisations.queries import people
from marketplace.organisations.refusals import VendorRefused

RESERVED = {"register"}  # addresses below those of suppliers
TAKEN = (
    "A supplier with this company number is registered already. If you work there, ask its"
    " administrator to invite you; if you cannot find out who that is, write to us."
)


def add_vendor(
    *,
    name: str,
    short_name: str,
    slug: str,
    actor: Actor,
    website: str = "",
    company_number: str = "",
    is_example: bool = False,
) -> Vendor:
    """Add a supplier, verified if it is made up. Raises ValidationError, by field."""
    vendor = Vendor(
        kind=OrganisationKind.VENDOR,
        name=name,
        short_name=short_name,
        slug=slug,
        website=website,
        company_number=company_number,
        is_example=is_example,
        state=VendorState.VERIFIED if is_example else VendorState.UNVERIFIED,
    )
    vendor.full_clean()
    with transaction.atomic():
        _save_new(vendor, actor, "vendor.added")
    return vendor


def register_vendor(
    *, user_id: int, name: str, website: str, company_number: str, actor: Actor
) -> Vendor:
    """A person registers the supplier that they work for, and administers it. An empty
    `company_number` says that it is a sole trader. It is not verified; moderators are told.

    Raises VendorRefused for a number that is registered and for who registers too many, ValidationError by field for what is none,
    MembershipRefused for somebody who belongs to a council.
    """
    number = normal_number(company_number) if company_number else ""
    if company_number and not number:
        raise ValidationError({"company_number": "Enter the number as Companies House writes it"})
    name = " ".join(name.split())
    try:
        with transaction.atomic():
            if number and _holders(number).exists():
                raise VendorRefused(TAKEN)
            if _unverified_of(user_id) >= rules.MOST_UNVERIFIED:
                raise VendorRefused("Wait until a moderator has looked at those you registered.")
            vendor = Vendor(
                kind=OrganisationKind.VENDOR,
                name=name,
                short_name=name[:100],
                slug=_free_slug(name),
                website=website,
                company_number=number,
                sole_trader=not number,
            )
            vendor.full_clean(validate_constraints=False)
            _save_new(vendor, actor, "vendor.registered")
            take_place(
                vendor, user_id, role=Role.ADMINISTRATOR, actor=actor, event="member.founded"
            )
            letters.tell_vendor_registered(vendor)
    except IntegrityError:
        # Somebody registered the same number, or a name like it, between the look and the write.
        raise VendorRefused(TAKEN) from None
    return vendor


def verify_vendor(*, vendor_id: int, actor: Actor) -> Vendor:
    """A moderator has seen that it is who it says: from now on it is shown and may submit. Its
    administrators are told. Safe to repeat. Raises VendorRefused where another took its number."""
    with transaction.atomic():
        vendor = locked_vendor(vendor_id)
        if vendor.is_verified:
            return vendor
        if vendor.company_number and _holders(vendor.company_number).exclude(pk=vendor.pk).exists():
            raise VendorRefused("Another supplier is registered with this company number.")
        return _decide(vendor, VendorState.VERIFIED, "", actor)


def refuse_vendor(*, vendor_id: int, reason: str, actor: Actor) -> Vendor:
    """It is not who it says, or nothing for this site: it is shown nowhere and may not submit. Its
    administrators are told why. Raises VendorRefused without a reason."""
    reason = " ".join(reason.split())
    if not reason:
        raise VendorRefused("Say why, in words that the supplier can act on.")
    with transaction.atomic():
        return _decide(locked_vendor(vendor_id), VendorState.REFUSED, reason, actor)


def change_vendor(*, vendor_id: int, actor: Actor, **fields: Any) -> Vendor:
    """Set fields of a supplier, for a moderator: whether it is verified stays as it is.

    Raises ValidationError, by field.
    """
    with transaction.atomic():
        vendor = locked_vendor(vendor_id)
        changed = sorted(name for name, value in fields.items() if getattr(vendor, name) != value)
        if not changed:
            return vendor
        for name in changed:
            setattr(vendor, name, fields[name])
        vendor.full_clean()
        vendor.save()
        _record("vendor.changed", vendor, actor, after={"changed": changed})
        send_findable_changed("vendor", [vendor.pk])
    return vendor


def _decide(vendor: Vendor, state: VendorState, reason: str, actor: Actor) -> Vendor:
    before = {"state": str(vendor.state)}
    vendor.state, vendor.reason = state, reason
    vendor.decided_by_id, vendor.decided_at = actor.user_id, clock.now()
    vendor.save()
    _record(f"vendor.{state.value}", vendor, actor, before=before, after={"state": str(state)})
    letters.tell_vendor_decided(vendor, people.administrators_of(vendor.pk))
    send_findable_changed("vendor", [vendor.pk])
    return vendor


def _unverified_of(user_id: int) -> int:
    theirs = Vendor.objects.filter(state=VendorState.UNVERIFIED, memberships__user_id=user_id)
    return theirs.count()


def _holders(number: str) -> Any:
    return Vendor.objects.filter(company_number=number).exclude(state=VendorState.REFUSED)


def _free_slug(name: str) -> str:
    base = slugify(name)[:90].strip("-") or "supplier"
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= RESERVED
    free = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(each for each in free if each not in taken)


def _save_new(vendor: Vendor, actor: Actor, event: str) -> None:
    vendor.save()
    _record(event, vendor, actor, after={"state": str(vendor.state)})
    send_findable_changed("vendor", [vendor.pk])


def _record(event: str, vendor: Vendor, actor: Actor, **states: Any) -> None:
    shown = vendor.is_verified and not vendor.is_example
    audience = Audience.PUBLIC if shown else Audience.STAFF
    record(event, actor=actor, thing="vendor", thing_id=vendor.pk, audience=audience, **states)
