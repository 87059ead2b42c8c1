"""Organisations, and who belongs to them."""

from marketplace.organisations.models.organisations import (
    Council,
    CouncilType,
    DomainState,
    EmailDomain,
    Organisation,
    OrganisationKind,
    Vendor,
    VendorState,
)
from marketplace.organisations.models.people import (
    Delegation,
    Invitation,
    InvitationState,
    Membership,
    MembershipRequest,
    RequestState,
    Role,
)

__all__ = [
    "Council",
    "CouncilType",
    "Delegation",
    "DomainState",
    "EmailDomain",
    "Invitation",
    "InvitationState",
    "Membership",
    "MembershipRequest",
    "Organisation",
    "OrganisationKind",
    "RequestState",
    "Role",
    "Vendor",
    "VendorState",
]
