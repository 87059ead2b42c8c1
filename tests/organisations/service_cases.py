"""What makes ready for each service of organisations' people, the call, and the events it records: for
tests/test_services.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from marketplace.core import clock
from marketplace.core.actor import Actor
from marketplace.organisations import services
from marketplace.organisations.models import Role
from marketplace.organisations.queries import invitations
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    AdministratorFactory,
    CouncilFactory,
    DelegationFactory,
    DomainFactory,
    InvitationFactory,
    MemberFactory,
    RequestFactory,
    VendorFactory,
)

Call = Callable[[], Any]

ACTOR = Actor(user_id=77, organisation_id=None, via="site", request_id="abcdef0123456789")
ENDED = dt.date(2020, 4, 1)


def me() -> Any:
    """The person behind ACTOR, to whom rows point."""
    return UserFactory(pk=ACTOR.user_id)


def change_role() -> Call:
    membership = MemberFactory()
    return lambda: services.change_role(
        membership_id=membership.pk, role=Role.ADMINISTRATOR, actor=ACTOR
    )


def remove_member() -> Call:
    membership = MemberFactory()
    return lambda: services.remove_member(membership_id=membership.pk, actor=ACTOR)


def leave_organisation() -> Call:
    """The last administrator, who hands over."""
    boss = AdministratorFactory()
    heir = MemberFactory(organisation=boss.organisation)
    return lambda: services.leave_organisation(
        user_id=boss.user_id, organisation_id=boss.organisation_id,
        successor_id=heir.user_id, actor=ACTOR,
    )  # fmt: skip


def end_lapsed_memberships() -> Call:
    """One place is kept by an invitation, the other by nothing."""
    member = MemberFactory(user__email="pat@elsewhere.example")
    kept = MemberFactory(user=member.user)
    for each in (member, kept):
        DomainFactory(organisation=each.organisation)
    InvitationFactory(organisation=kept.organisation, email=member.user.email)
    return lambda: services.end_lapsed_memberships(user_id=member.user_id, actor=ACTOR)


def name_administrator() -> Call:
    member = MemberFactory()
    return lambda: services.name_administrator(
        user_id=member.user_id, organisation_id=member.organisation_id, actor=ACTOR
    )


def ask_to_join() -> Call:
    person = UserFactory(email="pat@ash.gov.uk")
    domain = DomainFactory(domain="ash.gov.uk")
    return lambda: services.ask_to_join(
        user_id=person.pk, council_id=domain.organisation_id, actor=ACTOR
    )


def withdraw_request() -> Call:
    request = RequestFactory()
    me()
    return lambda: services.withdraw_request(
        user_id=request.user_id, request_id=request.pk, actor=ACTOR
    )


def approve_request() -> Call:
    request = RequestFactory()
    me()
    return lambda: services.approve_request(request_id=request.pk, actor=ACTOR)


def decline_request() -> Call:
    request = RequestFactory()
    me()
    return lambda: services.decline_request(request_id=request.pk, actor=ACTOR)


def invite() -> Call:
    domain = DomainFactory(domain="ash.gov.uk")
    me()
    return lambda: services.invite(
        organisation_id=domain.organisation_id, email="new@ash.gov.uk", actor=ACTOR
    )


def resend_invitation() -> Call:
    invitation = InvitationFactory()
    return lambda: services.resend_invitation(invitation_id=invitation.pk, actor=ACTOR)


def withdraw_invitation() -> Call:
    invitation = InvitationFactory()
    return lambda: services.withdraw_invitation(invitation_id=invitation.pk, actor=ACTOR)


def accept_invitation() -> Call:
    invitation = InvitationFactory()
    person = UserFactory(email=invitation.email)
    token = invitations.token_of(invitation)
    return lambda: services.accept_invitation(token=token, user_id=person.pk, actor=ACTOR)


def grant_delegation() -> Call:
    mine = AdministratorFactory(user=me())
    receiver = MemberFactory(organisation=mine.organisation)
    now = clock.now()
    return lambda: services.grant_delegation(
        membership_id=receiver.pk, limit_pence=5, starts_at=now,
        ends_at=now + dt.timedelta(days=1), actor=ACTOR,
    )  # fmt: skip


def revoke_delegation() -> Call:
    me()
    delegation = DelegationFactory()
    return lambda: services.revoke_delegation(delegation_id=delegation.pk, actor=ACTOR)


def propose_domain() -> Call:
    council = CouncilFactory()
    return lambda: services.propose_domain(council_id=council.pk, domain="ash.gov.uk", actor=ACTOR)


def confirm_domain() -> Call:
    me()
    domain = DomainFactory(state="proposed")
    return lambda: services.confirm_domain(domain_id=domain.pk, actor=ACTOR)


def refuse_domain() -> Call:
    domain = DomainFactory()
    return lambda: services.refuse_domain(domain_id=domain.pk, actor=ACTOR)


def register_vendor() -> Call:
    person = UserFactory()
    return lambda: services.register_vendor(
        user_id=person.pk, name="Newsoft Ltd", website="https://newsoft.example",
        company_number="01234567", actor=ACTOR,
    )  # fmt: skip


def verify_vendor() -> Call:
    me()
    vendor = VendorFactory()
    return lambda: services.verify_vendor(vendor_id=vendor.pk, actor=ACTOR)


def refuse_vendor() -> Call:
    me()
    vendor = VendorFactory()
    return lambda: services.refuse_vendor(vendor_id=vendor.pk, reason="Unknown", actor=ACTOR)


def change_vendor() -> Call:
    vendor = VendorFactory()
    return lambda: services.change_vendor(vendor_id=vendor.pk, name="Other Ltd", actor=ACTOR)


def change_council() -> Call:
    council, heir = CouncilFactory(), CouncilFactory()
    return lambda: services.change_council(
        council_id=council.pk, name="Other", successors=[heir.pk], actor=ACTOR
    )


def merge_council() -> Call:
    me()
    old, new = CouncilFactory(end_date=ENDED), CouncilFactory()
    old.successors.add(new)
    MemberFactory(organisation=old)
    RequestFactory(organisation=old)
    InvitationFactory(organisation=old)
    return lambda: services.merge_council(old_id=old.pk, new_id=new.pk, actor=ACTOR)


def follow_successor() -> Call:
    old, new = CouncilFactory(end_date=ENDED), CouncilFactory()
    old.successors.set([new, CouncilFactory()])
    person = MemberFactory(organisation=old).user
    return lambda: services.follow_successor(
        user_id=person.pk, old_id=old.pk, new_id=new.pk, actor=ACTOR
    )


def forget_person() -> Call:
    person = MemberFactory().user
    RequestFactory(user=person)
    InvitationFactory(email=person.email)
    return lambda: services.forget_person(user_id=person.pk, actor=ACTOR)


def forget_invitations() -> Call:
    InvitationFactory(expires_at=clock.now() - dt.timedelta(days=2))
    before = clock.now() - dt.timedelta(days=1)
    return lambda: services.forget_invitations(before=before, actor=ACTOR)


_BASE = "marketplace.organisations.services."
CASES: dict[str, tuple[Callable[[], Call], set[str]]] = {
    f"{_BASE}{make_ready.__name__}": (make_ready, events)
    for make_ready, events in (
        (change_role, {"member.role_changed"}),
        (remove_member, {"member.removed"}),
        (leave_organisation, {"member.role_changed", "member.left"}),
        (end_lapsed_memberships, {"member.lapsed", "invitation.accepted"}),
        (name_administrator, {"member.role_changed"}),
        (ask_to_join, {"member.asked"}),
        (withdraw_request, {"member.withdrawn"}),
        (approve_request, {"member.approved"}),
        (decline_request, {"member.declined"}),
        (invite, {"invitation.sent"}),
        (resend_invitation, {"invitation.sent"}),
        (withdraw_invitation, {"invitation.withdrawn"}),
        (accept_invitation, {"member.joined", "invitation.accepted"}),
        (grant_delegation, {"delegation.granted"}),
        (revoke_delegation, {"delegation.revoked"}),
        (propose_domain, {"council.domain_proposed"}),
        (confirm_domain, {"council.domain_confirmed"}),
        (refuse_domain, {"council.domain_refused"}),
        (register_vendor, {"vendor.registered", "member.founded"}),
        (verify_vendor, {"vendor.verified"}),
        (refuse_vendor, {"vendor.refused"}),
        (change_vendor, {"vendor.changed"}),
        (change_council, {"council.changed", "council.succeeded"}),
        (merge_council, {"council.merged"}),
        (follow_successor, {"member.followed", "member.arrived"}),
        (forget_invitations, {"invitation.forgotten"}),
        (forget_person, {"member.left", "member.withdrawn", "invitation.withdrawn"}),
    )
}
