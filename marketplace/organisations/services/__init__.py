"""Writes to organisations and their people. Each records its event in the same transaction."""

from marketplace.organisations.refusals import (
    DomainRefused,
    MembershipRefused,
    MergerRefused,
    Refused,
    VendorRefused,
)
from marketplace.organisations.services.councils import change_council
from marketplace.organisations.services.delegations import grant_delegation, revoke_delegation
from marketplace.organisations.services.domains import (
    confirm_domain,
    propose_domain,
    refuse_domain,
)
from marketplace.organisations.services.erasing import forget_invitations, forget_person
from marketplace.organisations.services.examples import (
    EXAMPLES_REMOVED,
    load_example_councils,
    remove_example_organisations,
)
from marketplace.organisations.services.invitations import (
    accept_invitation,
    invite,
    resend_invitation,
    withdraw_invitation,
)
from marketplace.organisations.services.lapsing import end_lapsed_memberships
from marketplace.organisations.services.members import (
    add_member,
    change_role,
    leave_organisation,
    name_administrator,
    remove_member,
)
from marketplace.organisations.services.mergers import follow_successor, merge_council
from marketplace.organisations.services.register import (
    ImportOutcome,
    import_register,
    load_starter_register,
)
from marketplace.organisations.services.requests import (
    approve_request,
    ask_to_join,
    decline_request,
    withdraw_request,
)
from marketplace.organisations.services.vendors import (
    add_vendor,
    change_vendor,
    refuse_vendor,
    register_vendor,
    verify_vendor,
)

__all__ = [
    "EXAMPLES_REMOVED",
    "DomainRefused",
    "ImportOutcome",
    "MembershipRefused",
    "MergerRefused",
    "Refused",
    "VendorRefused",
    "accept_invitation",
    "add_member",
    "add_vendor",
    "approve_request",
    "ask_to_join",
    "change_council",
    "change_role",
    "change_vendor",
    "confirm_domain",
    "decline_request",
    "end_lapsed_memberships",
    "follow_successor",
    "forget_invitations",
    "forget_person",
    "grant_delegation",
    "import_register",
    "invite",
    "leave_organisation",
    "load_example_councils",
    "load_starter_register",
    "merge_council",
    "name_administrator",
    "propose_domain",
    "refuse_domain",
    "refuse_vendor",
    "register_vendor",
    "remove_example_organisations",
    "remove_member",
    "resend_invitation",
    "revoke_delegation",
    "verify_vendor",
    "withdraw_invitation",
    "withdraw_request",
]
