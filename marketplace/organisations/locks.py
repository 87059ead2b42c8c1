"""The rows that a change of membership locks, always in this order: organisations by number, then
people by number. So two changes of the same place or the same person take turns."""

from __future__ import annotations

from marketplace.accounts.models import User
from marketplace.organisations.models import Council, Membership, Organisation, Vendor
from marketplace.organisations.refusals import MembershipRefused, Refused


def locked_organisation(organisation_id: int) -> Organisation:
    """The organisation, held to the end of the transaction. Raises MembershipRefused for none."""
    found = Organisation.objects.select_for_update().filter(pk=organisation_id).first()
    if found is None:
        raise MembershipRefused("There is no such organisation.")
    return found


def hold_places(user_id: int) -> None:
    """Hold every organisation that a person belongs to."""
    places = Membership.objects.filter(user_id=user_id).order_by("organisation_id")
    for number in list(places.values_list("organisation_id", flat=True)):
        locked_organisation(number)


def locked_council(council_id: int) -> Council:
    """The council, held with what it has in common with others. Raises Refused for none."""
    locked_organisation(council_id)
    found = Council.objects.filter(pk=council_id).first()
    if found is None:
        raise Refused("There is no such council.")
    return found


def locked_vendor(vendor_id: int) -> Vendor:
    """The supplier, held with what it has in common with others. Raises Refused for none."""
    locked_organisation(vendor_id)
    found = Vendor.objects.filter(pk=vendor_id).first()
    if found is None:
        raise Refused("There is no such supplier.")
    return found


def locked_person(user_id: int) -> User:
    """The person, held to the end of the transaction. Raises MembershipRefused for none, and for
    one whose account is closed."""
    found = User.objects.select_for_update().filter(pk=user_id, is_active=True).first()
    if found is None:
        raise MembershipRefused("There is no such person.")
    return found
