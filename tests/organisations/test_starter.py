"""The registers that come with the site: loaded once, sound, and the made-up ones gone again."""

import pytest

from marketplace.core.actor import SYSTEM
from marketplace.core.models import Event
from marketplace.organisations import rules, services
from marketplace.organisations.models import (
    Council,
    CouncilType,
    EmailDomain,
    Membership,
    Organisation,
)
from marketplace.organisations.register import starter
from marketplace.organisations.register.rows import NATIONS
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CaseStudyFactory
from tests.factories.organisations import (
    CouncilFactory,
    DelegationFactory,
    InvitationFactory,
    MemberFactory,
    MembershipFactory,
    RequestFactory,
    VendorFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", [starter.COUNCILS, starter.EXAMPLES])
def test_the_files_are_sound(path):
    rows = starter.read_starter(path)
    for name in ("slug", "code"):
        assert len({getattr(row, name) for row in rows}) == len(rows)
    for row in rows:
        council = Council(kind="council", **row.fields)
        council.full_clean(exclude={"organisation_ptr"})
        assert council.type in CouncilType.values
        assert council.nation in NATIONS
        assert row.email_domains


def test_the_starter_register_has_london_and_a_spread_of_types_and_nations():
    services.load_starter_register(actor=SYSTEM)
    assert Council.objects.filter(type=CouncilType.LONDON_BOROUGH).count() == 32
    assert Council.objects.filter(type=CouncilType.CITY_OF_LONDON).count() == 1
    assert Council.objects.count() >= 60
    assert set(Council.objects.values_list("nation", flat=True)) == set(NATIONS)
    camden = Council.objects.get(slug="camden")
    assert [each.domain for each in camden.email_domains.all()] == ["camden.gov.uk"]


def test_what_comes_with_the_register_admits_nobody_before_a_moderator_confirms_it():
    services.load_starter_register(actor=SYSTEM)
    assert set(EmailDomain.objects.values_list("state", flat=True)) == {"proposed"}


def test_every_domain_of_the_register_could_be_confirmed():
    rows = [*starter.read_starter(starter.COUNCILS), *starter.read_starter(starter.EXAMPLES)]
    for domain in {domain for row in rows for domain in row.email_domains}:
        assert rules.why_no_domain(domain) == ""


def test_made_up_councils_admit_at_once_so_that_all_can_be_tried():
    services.load_example_councils(actor=SYSTEM)
    assert set(EmailDomain.objects.values_list("state", flat=True)) == {"confirmed"}


def test_made_up_councils_go_with_all_that_people_had_there():
    services.load_example_councils(actor=SYSTEM)
    marshgate = Organisation.objects.get(slug="marshgate")
    MemberFactory(organisation=marshgate)
    for factory in (DelegationFactory, InvitationFactory, RequestFactory):
        factory(organisation=marshgate)
    assert services.remove_example_organisations(actor=SYSTEM) == []


def test_it_is_loaded_once_and_costs_one_statement_afterwards(django_assert_num_queries):
    assert services.load_starter_register(actor=SYSTEM) > 60
    Council.objects.get(slug="camden").email_domains.all().delete()
    with django_assert_num_queries(1):
        assert services.load_starter_register(actor=SYSTEM) == 0
    assert not Council.objects.get(slug="camden").email_domains.exists()


def test_a_council_that_is_there_keeps_its_facts_and_gets_what_it_lacks():
    council = CouncilFactory(code="CMD", slug="camden-town", name="Camden Council")
    services.load_starter_register(actor=SYSTEM)
    council.refresh_from_db()
    assert (council.slug, council.name) == ("camden-town", "Camden Council")
    assert council.website == "https://www.camden.gov.uk"
    assert council.email_domains.get().domain == "camden.gov.uk"


def test_made_up_councils_come_and_go():
    assert services.load_example_councils(actor=SYSTEM) == 8
    assert services.load_example_councils(actor=SYSTEM) == 0
    assert Council.objects.filter(is_example=True).count() == 8
    MembershipFactory(user=UserFactory(), organisation=Organisation.objects.get(slug="marshgate"))
    VendorFactory(is_example=True)
    real = CouncilFactory()
    assert services.remove_example_organisations(actor=SYSTEM) == []
    assert list(Organisation.objects.values_list("pk", flat=True)) == [real.pk]
    assert not Membership.objects.exists()
    assert not EmailDomain.objects.exists()
    assert Event.objects.filter(name="council.removed").count() == 8


def test_once_removed_the_made_up_councils_are_gone_for_good():
    services.load_example_councils(actor=SYSTEM)
    services.remove_example_organisations(actor=SYSTEM)
    assert services.load_example_councils(actor=SYSTEM) == 0
    assert services.load_example_councils(actor=SYSTEM, needed=["marshgate"]) == 1
    assert services.remove_example_organisations(actor=SYSTEM) == []
    assert not Council.objects.exists()
    assert Event.objects.filter(name="examples.removed").count() == 1


def test_a_made_up_council_that_something_points_at_stays_with_its_members():
    services.load_example_councils(actor=SYSTEM)
    marshgate = Organisation.objects.get(slug="marshgate")
    CaseStudyFactory(organisation=marshgate)
    MembershipFactory(user=UserFactory(), organisation=marshgate)
    assert services.remove_example_organisations(actor=SYSTEM) == [marshgate]
    assert Council.objects.get().slug == "marshgate"
    assert Membership.objects.count() == 1
    assert not Event.objects.filter(name="council.removed", thing_id=marshgate.pk).exists()
