"""An organisation that has an administrator keeps one; who goes takes nothing along."""

import pytest

from marketplace.core.actor import SYSTEM, Actor
from marketplace.organisations import services
from marketplace.organisations.models import Delegation, Membership, Role
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    AdministratorFactory,
    CouncilFactory,
    DelegationFactory,
    MemberFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return CouncilFactory()


@pytest.fixture
def boss(council):
    return AdministratorFactory(organisation=council)


def leave(membership, successor=None):
    services.leave_organisation(
        user_id=membership.user_id,
        organisation_id=membership.organisation_id,
        successor_id=successor and successor.user_id,
        actor=Actor(user_id=membership.user_id),
    )


def administrators(council):
    return list(
        Membership.objects.administrators()
        .filter(organisation=council)
        .values_list("user_id", flat=True)
    )


def test_a_member_leaves_and_may_say_so_twice(boss, council):
    member = MemberFactory(organisation=council)
    DelegationFactory(user=member.user, organisation=council)
    leave(member)
    leave(member)
    assert not Membership.objects.filter(pk=member.pk).exists()
    assert not Delegation.objects.filter(revoked_at=None).exists()


def test_the_last_administrator_hands_over_in_the_same_step(boss, council):
    heir = MemberFactory(organisation=council)
    with pytest.raises(services.MembershipRefused, match="only administrator"):
        leave(boss)
    leave(boss, heir)
    assert administrators(council) == [heir.user_id]


@pytest.mark.parametrize("heir", ["stranger", "themselves"])
def test_and_not_to_a_stranger_or_to_themselves(boss, council, heir):
    MemberFactory(organisation=council)
    named = boss if heir == "themselves" else MemberFactory()
    with pytest.raises(services.MembershipRefused, match="only administrator"):
        leave(boss, named)
    assert administrators(council) == [boss.user_id]


def test_one_of_two_administrators_just_leaves(boss, council):
    other = AdministratorFactory(organisation=council)
    leave(boss)
    assert administrators(council) == [other.user_id]


def test_nor_is_the_last_removed_or_made_a_member_without_an_heir(boss, council):
    member = MemberFactory(organisation=council)
    with pytest.raises(services.MembershipRefused):
        services.remove_member(membership_id=boss.pk, actor=SYSTEM)
    with pytest.raises(services.MembershipRefused):
        services.change_role(membership_id=boss.pk, role=Role.MEMBER, actor=SYSTEM)
    services.change_role(
        membership_id=boss.pk, role=Role.MEMBER, successor_id=member.user_id, actor=SYSTEM
    )
    assert administrators(council) == [member.user_id]


def test_a_moderator_names_one_only_where_there_is_none(boss, council):
    member = MemberFactory(organisation=council)
    with pytest.raises(services.MembershipRefused, match="has an administrator"):
        services.name_administrator(
            user_id=member.user_id, organisation_id=council.pk, actor=SYSTEM
        )
    boss.delete()
    services.name_administrator(user_id=member.user_id, organisation_id=council.pk, actor=SYSTEM)
    assert administrators(council) == [member.user_id]


def test_who_left_is_no_longer_acted_for_from_the_next_request_on(client, council, boss):
    member = MemberFactory(organisation=council)
    MemberFactory(user=member.user)
    client.force_login(member.user)
    client.post("/acting-for/", {"organisation": council.pk})
    assert client.get("/councils/").wsgi_request.actor.organisation_id == council.pk
    services.remove_member(membership_id=member.pk, actor=SYSTEM)
    assert client.get("/councils/").wsgi_request.actor.organisation_id is None
    assert client.get(f"/organisations/{council.slug}/people/").status_code == 403


def test_who_belonged_cannot_be_touched_by_an_old_page():
    with pytest.raises(services.MembershipRefused, match="any more"):
        services.remove_member(membership_id=0, actor=SYSTEM)
    with pytest.raises(services.MembershipRefused, match="any more"):
        services.change_role(membership_id=0, role=Role.MEMBER, actor=SYSTEM)


def test_a_closed_account_gets_no_place(council):
    closed = UserFactory(is_active=False)
    with pytest.raises(services.MembershipRefused, match="no such person"):
        services.add_member(user_id=closed.pk, organisation_id=council.pk, actor=SYSTEM)
