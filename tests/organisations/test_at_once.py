"""Two people, or one person twice, at the same moment: rows are held in order, so each change sees what
the one before it did."""

import threading

import pytest
from django.db import connection, connections

from marketplace.core.actor import SYSTEM, Actor
from marketplace.organisations import services
from marketplace.organisations.models import Membership, OrganisationKind, Vendor
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    AdministratorFactory,
    CouncilFactory,
    RequestFactory,
    VendorFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Do all of it at the same moment; returns what each ended with: None, or why it was refused."""
    start = threading.Barrier(len(calls))
    ends = [None] * len(calls)

    def run(number, call):
        try:
            start.wait()
            call()
        except services.Refused as refused:
            ends[number] = str(refused)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


@pytest.fixture(autouse=True)
def threads_share_the_database():
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("each thread would have a database of its own")


def test_nobody_gets_onto_both_sides(live_site):
    for _ in range(4):
        person = UserFactory()
        council, vendor = CouncilFactory(), VendorFactory()
        at_once(
            *(
                lambda each=each, person=person: services.add_member(
                    user_id=person.pk, organisation_id=each.pk, actor=SYSTEM
                )
                for each in (council, vendor)
            )
        )
        kinds = set(person.memberships.values_list("organisation__kind", flat=True))
        assert len(kinds) == 1
        assert kinds <= set(OrganisationKind.values)


def test_one_request_makes_one_member(live_site):
    request = RequestFactory()
    ends = at_once(*[lambda: services.approve_request(request_id=request.pk, actor=SYSTEM)] * 2)
    assert ends == [None, None]
    assert Membership.objects.count() == 1


def test_two_administrators_who_leave_at_once_do_not_leave_nobody(live_site):
    council = CouncilFactory()
    people = [AdministratorFactory(organisation=council).user for _ in range(2)]
    ends = at_once(
        *(
            lambda person=person: services.leave_organisation(
                user_id=person.pk, organisation_id=council.pk, actor=SYSTEM
            )
            for person in people
        )
    )
    assert sorted(end is None for end in ends) == [False, True]
    assert Membership.objects.administrators().count() == 1


def test_a_company_number_is_registered_once(live_site):
    people = [UserFactory() for _ in range(3)]
    ends = at_once(
        *(
            lambda person=person: services.register_vendor(
                user_id=person.pk,
                name="Testsoft Ltd",
                website="https://testsoft.example",
                company_number="01234567",
                actor=Actor(user_id=person.pk),
            )
            for person in people
        )
    )
    assert sorted(end is None for end in ends) == [False, False, True]
    assert Vendor.objects.count() == 1
