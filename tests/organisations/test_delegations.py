"""Who may approve spending, up to how much, and from when until when."""

import datetime as dt

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from marketplace.core import clock
from marketplace.core.actor import SYSTEM, Actor
from marketplace.organisations import queries, rules, services
from marketplace.organisations.models import Delegation, Membership, Role
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    AdministratorFactory,
    CouncilFactory,
    DelegationFactory,
    MemberFactory,
    VendorFactory,
)

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)
A_DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def sent(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with clock.stopped_at(NOW):
        yield mail.outbox


@pytest.fixture
def council():
    return CouncilFactory()


@pytest.fixture
def boss(council):
    return AdministratorFactory(organisation=council).user


@pytest.fixture
def officer(council):
    return MemberFactory(organisation=council)


def grant(receiver, granter, *, limit=1_000_000, starts_at=NOW, ends_at=NOW + A_DAY):
    return services.grant_delegation(
        membership_id=receiver.pk,
        limit_pence=limit,
        starts_at=starts_at,
        ends_at=ends_at,
        actor=Actor(user_id=granter.pk),
    )


def may(membership, pence, now=NOW):
    return rules.may_approve(membership.user, membership.organisation, pence, now)


def test_up_to_the_limit_and_no_penny_more(officer, boss, sent):
    grant(officer, boss)
    assert may(officer, 1_000_000)
    assert not may(officer, 1_000_001)
    assert not may(officer, 0)
    assert not may(officer, -1)
    assert sent[-1].to == [officer.user.email]
    assert "£10,000" in sent[-1].subject


def test_from_its_first_moment_until_before_its_last(officer, boss):
    grant(officer, boss)
    assert not may(officer, 1, NOW - dt.timedelta(microseconds=1))
    assert may(officer, 1, NOW)
    assert may(officer, 1, NOW + A_DAY - dt.timedelta(microseconds=1))
    assert not may(officer, 1, NOW + A_DAY)


def test_for_that_council_alone(officer, boss):
    grant(officer, boss)
    elsewhere = MemberFactory(user=officer.user)
    assert not may(elsewhere, 1)


def test_the_largest_of_several_counts(officer, boss):
    grant(officer, boss, limit=100)
    grant(officer, boss, limit=500)
    assert may(officer, 500)


def test_nobody_grants_to_themselves(boss, council):
    mine = Membership.objects.get(user=boss)
    with pytest.raises(services.MembershipRefused, match="never to themselves"):
        grant(mine, boss)
    with pytest.raises(IntegrityError), transaction.atomic():
        DelegationFactory(user=boss, granted_by=boss, organisation=council)


@pytest.mark.parametrize("who", ["member", "stranger", "other administrator"])
def test_only_an_administrator_of_that_council_grants(officer, council, who):
    granter = {
        "member": lambda: MemberFactory(organisation=council).user,
        "stranger": UserFactory,
        "other administrator": lambda: AdministratorFactory().user,
    }[who]()
    with pytest.raises(services.MembershipRefused, match="Only an administrator"):
        grant(officer, granter)
    assert not Delegation.objects.exists()


def test_a_former_administrator_grants_nothing(officer, boss, council):
    AdministratorFactory(organisation=council)
    mine = Membership.objects.get(user=boss)
    services.change_role(membership_id=mine.pk, role=Role.MEMBER, actor=SYSTEM)
    with pytest.raises(services.MembershipRefused):
        grant(officer, boss)


def test_suppliers_delegate_nothing():
    vendor = VendorFactory()
    boss = AdministratorFactory(organisation=vendor).user
    with pytest.raises(services.MembershipRefused, match="Only councils"):
        grant(MemberFactory(organisation=vendor), boss)


@pytest.mark.parametrize(
    "values",
    [
        {"limit": 0},
        {"limit": -5},
        {"limit": rules.MOST_PENCE + 1},
        {"ends_at": NOW},
        {"starts_at": NOW - 2 * A_DAY, "ends_at": NOW - A_DAY},
        {"starts_at": NOW + 2 * A_DAY},
    ],
)
def test_a_limit_or_times_without_sense_are_refused(officer, boss, values):
    with pytest.raises(services.MembershipRefused):
        grant(officer, boss, **values)


def test_revoked_it_binds_no_longer_and_stays_as_history(officer, boss, sent):
    delegation = grant(officer, boss)
    services.revoke_delegation(delegation_id=delegation.pk, actor=Actor(user_id=boss.pk))
    services.revoke_delegation(delegation_id=delegation.pk, actor=SYSTEM)
    assert not may(officer, 1)
    delegation.refresh_from_db()
    assert delegation.revoked_by == boss
    assert [each.to for each in sent] == [[officer.user.email]] * 2


def test_it_ends_with_the_membership_and_does_not_come_back(officer, boss, council):
    grant(officer, boss)
    services.remove_member(membership_id=officer.pk, actor=Actor(user_id=boss.pk))
    assert not may(officer, 1)
    again = services.add_member(user_id=officer.user_id, organisation_id=council.pk, actor=SYSTEM)
    assert not may(again, 1)


def test_a_membership_that_vanished_takes_it_along_whatever_was_revoked(officer, boss):
    grant(officer, boss)
    Membership.objects.filter(pk=officer.pk).delete()
    assert not may(officer, 1)


def test_who_is_not_signed_in_or_has_a_closed_account_approves_nothing(officer, boss):
    from django.contrib.auth.models import AnonymousUser

    grant(officer, boss)
    assert not rules.may_approve(AnonymousUser(), officer.organisation, 1, NOW)
    officer.user.is_active = False
    assert not may(officer, 1)


def test_asking_is_one_statement(officer, boss, django_assert_num_queries):
    grant(officer, boss)
    with django_assert_num_queries(1):
        assert may(officer, 1)


# The second step ----------------------------------------------------------------------------------


def test_an_approver_needs_a_second_step_and_nobody_else_for_that(officer, boss):
    from marketplace.core import registry

    needed = registry.second_factors.get("approvers").needed

    def fresh(user):
        return type(user).objects.get(pk=user.pk)

    assert not needed(fresh(officer.user))
    delegation = grant(officer, boss)
    assert needed(fresh(officer.user))
    assert not needed(fresh(boss))
    assert not needed(fresh(UserFactory()))
    services.revoke_delegation(delegation_id=delegation.pk, actor=SYSTEM)
    assert not needed(fresh(officer.user))


def test_it_costs_no_statement_beside_the_one_for_memberships(
    officer, boss, django_assert_num_queries
):
    user = type(officer.user).objects.get(pk=officer.user_id)
    with django_assert_num_queries(1):
        queries.is_approver(user)
        queries.held_by(user)


# The rule and the query say the same --------------------------------------------------------------

MOMENTS = st.integers(-3, 3).map(lambda hours: NOW + dt.timedelta(hours=hours))


class RuleAndQuery(TestCase):
    @given(
        starts_at=MOMENTS,
        lasts=st.integers(1, 4),
        revoked_at=st.none() | MOMENTS,
        is_member=st.booleans(),
        now=MOMENTS,
    )
    def test_they_agree(self, starts_at, lasts, revoked_at, is_member, now):
        delegation = DelegationFactory(
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(hours=lasts),
            revoked_at=revoked_at,
        )
        if is_member:
            MemberFactory(user=delegation.user, organisation=delegation.organisation)
        told = rules.is_effective(delegation, now, is_member=is_member)
        asked = Delegation.objects.effective(now).filter(pk=delegation.pk).exists()
        assert told == asked
        by_membership = [each.is_approver for each in Membership.objects.with_approvers(now)]
        assert any(by_membership) == told
