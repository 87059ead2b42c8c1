"""Who belongs to an organisation, and for whom a person acts."""

import pytest
from django.core.exceptions import ValidationError

from marketplace.core.actor import SYSTEM
from marketplace.core.models import Event
from marketplace.organisations import queries, rules, services
from marketplace.organisations.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.organisations import CouncilFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return UserFactory()


def test_a_member_is_added_once_and_the_event_holds_ids_only(person):
    council = CouncilFactory()
    services.add_member(
        user_id=person.pk, organisation_id=council.pk, role=Role.ADMINISTRATOR, actor=SYSTEM
    )
    event = Event.objects.about("organisation", council.pk).get()
    assert (event.name, event.audience) == ("member.added", "organisation")
    assert event.after == {"user": person.pk, "role": "administrator"}
    with pytest.raises(services.MembershipRefused, match="already"):
        services.add_member(user_id=person.pk, organisation_id=council.pk, actor=SYSTEM)


def test_nobody_joins_what_does_not_exist(person):
    with pytest.raises(services.MembershipRefused, match="no such organisation"):
        services.add_member(user_id=person.pk, organisation_id=0, actor=SYSTEM)


def test_a_supplier_is_added_with_its_event():
    vendor = services.add_vendor(
        name="Brightworks Ltd", short_name="Brightworks", slug="brightworks", actor=SYSTEM
    )
    assert vendor.kind == "vendor"
    assert Event.objects.about("vendor", vendor.pk).get().name == "vendor.added"
    with pytest.raises(ValidationError):
        services.add_vendor(name="Other", short_name="Other", slug="brightworks", actor=SYSTEM)


def acting_for(person, choice):
    return rules.chosen_membership(queries.memberships_of(person.pk), choice)


def test_a_person_may_act_for_their_own_organisations_only(person):
    MembershipFactory(user=person)
    others = MembershipFactory(user=UserFactory()).organisation
    assert acting_for(person, others.pk) is None


def test_who_belongs_to_one_organisation_acts_for_it_until_they_say_otherwise(person):
    only = MembershipFactory(user=person)
    assert acting_for(person, None) == only
    assert acting_for(person, rules.JUST_ME) is None
    assert acting_for(person, only.organisation_id) == only


def test_who_belongs_to_several_acts_for_none_until_they_choose(person):
    first, second = MembershipFactory(user=person), MembershipFactory(user=person)
    assert acting_for(person, None) is None
    assert acting_for(person, second.organisation_id) == second
    assert first != second


def test_who_has_left_the_one_they_chose_acts_for_nobody(person):
    MembershipFactory(user=person)
    left = CouncilFactory()
    assert acting_for(person, left.pk) is None


def test_it_takes_one_statement(person, django_assert_num_queries):
    membership = MembershipFactory(user=person)
    with django_assert_num_queries(1):
        found = acting_for(person, membership.organisation_id)
        assert found.organisation.short_name
