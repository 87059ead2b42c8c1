"""What moderators do with organisations in the admin, and nobody else."""

import datetime as dt

import pytest

from marketplace.core.models import Event
from marketplace.organisations.models import Council, EmailDomain, Membership, Vendor
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    CouncilFactory,
    DomainFactory,
    MemberFactory,
    RequestFactory,
    VendorFactory,
)

pytestmark = pytest.mark.django_db

BASE = "/admin/organisations/"


@pytest.fixture
def moderator(client):
    person = UserFactory(groups=["Moderators"])
    client.force_login(person)
    return person


def addresses():
    council, vendor = CouncilFactory(), VendorFactory()
    return (
        f"{BASE}councils/",
        f"{BASE}councils/edit/{council.pk}/",
        f"{BASE}suppliers/",
        f"{BASE}suppliers/edit/{vendor.pk}/",
        f"{BASE}domains/",
        f"{BASE}requests/",
        f"{BASE}invite/",
        f"{BASE}verify/",
        f"{BASE}verify/{vendor.pk}/",
        f"{BASE}merging/",
        f"{BASE}merging/{council.pk}/",
        f"{BASE}split-pages/",
    )


def test_moderators_and_superusers_see_every_page(client, moderator):
    for person in (moderator, UserFactory(is_superuser=True)):
        client.force_login(person)
        for address in addresses():
            assert client.get(address).status_code == 200, address
    assert "Domains to confirm" in client.get("/admin/").content.decode()


def test_editors_and_administrators_of_councils_see_none(client):
    for person in (UserFactory(groups=["Editors"]), MemberFactory(role="administrator").user):
        client.force_login(person)
        for address in addresses():
            response = client.get(address)
            refused = response.status_code == 403 or response["Location"] == "/admin/"
            assert refused, address
        domain = DomainFactory(state="proposed")
        client.post(f"{BASE}domains/{domain.pk}/", {"do": "confirm"})
        domain.refresh_from_db()
        assert domain.state == "proposed"


def test_councils_and_suppliers_are_neither_added_nor_deleted_not_even_by_a_superuser(client):
    client.force_login(UserFactory(is_superuser=True))
    council, vendor = CouncilFactory(), VendorFactory()
    for address in (
        f"{BASE}councils/new/",
        f"{BASE}councils/delete/{council.pk}/",
        f"{BASE}suppliers/new/",
        f"{BASE}suppliers/delete/{vendor.pk}/",
    ):
        client.post(address)
    assert Council.objects.filter(pk=council.pk).exists()
    assert Vendor.objects.filter(pk=vendor.pk).exists()


def test_a_domain_is_added_confirmed_and_refused(client, moderator):
    council = CouncilFactory()
    page = client.post(f"{BASE}domains/", {"council": council.pk, "domain": "gov.uk"})
    assert "nobody’s own" in page.content.decode()
    client.post(f"{BASE}domains/", {"council": council.pk, "domain": "@Ash.gov.uk"})
    domain = EmailDomain.objects.get()
    assert (domain.domain, domain.state) == ("ash.gov.uk", "proposed")
    assert "ash.gov.uk" in client.get(f"{BASE}domains/").content.decode()
    for do, state in (("confirm", "confirmed"), ("refuse", "refused")):
        client.post(f"{BASE}domains/{domain.pk}/", {"do": do})
        domain.refresh_from_db()
        assert domain.state == state
    event = Event.objects.filter(name="council.domain_confirmed").get()
    assert (event.actor_id, event.via) == (moderator.pk, "admin")


def test_a_domain_that_was_added_is_the_one_shown(client, moderator):
    DomainFactory.create_batch(2, state="proposed")
    council = CouncilFactory(name="Ashcombe Council")
    told = {"council": council.pk, "domain": "ash.gov.uk"}
    page = client.post(f"{BASE}domains/", told, follow=True).content.decode()
    assert "ash.gov.uk is in the list" in page
    assert page.count('value="confirm"') == 1
    assert "ash.gov.uk" in client.get(f"{BASE}domains/?q=ashcombe").content.decode()
    assert "None of that name waits" in client.get(f"{BASE}domains/?q=zzz").content.decode()


def test_a_domain_that_is_confirmed_is_said_to_be(client, moderator):
    domain = DomainFactory(domain="ash.gov.uk")
    told = {"council": domain.organisation_id, "domain": "ash.gov.uk"}
    page = client.post(f"{BASE}domains/", told, follow=True).content.decode()
    assert "ash.gov.uk is confirmed for it already" in page


def test_the_first_page_says_what_waits(client, moderator):
    DomainFactory(state="proposed")  # nobody waits there
    DomainFactory(state="proposed", domain="ash.gov.uk")
    UserFactory(email="pat@ash.gov.uk")
    RequestFactory()
    VendorFactory(state="unverified")
    page = client.get("/admin/").content.decode()
    for said in (
        "1</strong> domain at",
        "1</strong> organisation without an",
        "1</strong> supplier to verify",
    ):
        assert said in page, said
    client.force_login(UserFactory(groups=["Editors"]))
    assert "supplier to verify" not in client.get("/admin/").content.decode()


def test_the_first_administrator_is_named_from_who_waits(client, moderator):
    request = RequestFactory()
    page = client.get(f"{BASE}requests/").content.decode()
    assert request.organisation.name in page
    client.post(f"{BASE}requests/{request.pk}/", {"do": "approve"})
    membership = Membership.objects.get(user=request.user)
    assert membership.is_administrator
    assert request.organisation.name not in client.get(f"{BASE}requests/").content.decode()


def test_or_from_who_belongs(client, moderator):
    member = MemberFactory()
    assert member.organisation.name in client.get(f"{BASE}requests/").content.decode()
    client.post(f"{BASE}members/{member.pk}/")
    member.refresh_from_db()
    assert member.is_administrator


def test_a_moderator_invites_whom_the_council_cannot(client, moderator):
    council = CouncilFactory()
    told = {"organisation": council.pk, "email": "x@gmail.com", "role": "administrator"}
    client.post(f"{BASE}invite/", told)
    assert council.invitations.get().email == "x@gmail.com"


def test_a_supplier_is_verified_or_refused_with_a_reason(client, moderator):
    good, bad = VendorFactory(name="Good Ltd"), VendorFactory(name="Bad Ltd")
    page = client.get(f"{BASE}verify/").content.decode()
    assert "Good Ltd" in page
    client.post(f"{BASE}verify/{good.pk}/", {"do": "verify"})
    page = client.post(f"{BASE}verify/{bad.pk}/", {"do": "refuse", "reason": ""})
    assert "Say why it is refused" in page.content.decode()
    client.post(f"{BASE}verify/{bad.pk}/", {"do": "refuse", "reason": "No such company"})
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, good.decided_by) == ("verified", moderator)
    assert (bad.state, bad.reason) == ("refused", "No such company")


def form_of(thing, **values):
    told = {
        "name": thing.name, "short_name": thing.short_name, "website": thing.website,
    }  # fmt: skip
    if isinstance(thing, Council):
        told |= {"type": thing.type, "nation": thing.nation, "region": thing.region}
    return {**told, **values}


def test_facts_are_changed_with_their_event(client, moderator):
    council, heir = CouncilFactory(name="Wrong name"), CouncilFactory()
    told = form_of(
        council, name="Right name", population=5, end_date="2026-04-01", successors=[heir.pk]
    )
    response = client.post(f"{BASE}councils/edit/{council.pk}/", told)
    assert response.status_code == 302, response.content.decode()
    council.refresh_from_db()
    assert (council.name, council.population) == ("Right name", 5)
    assert council.end_date == dt.date(2026, 4, 1)
    assert list(council.successors.all()) == [heir]
    names = set(Event.objects.filter(actor_id=moderator.pk).values_list("name", flat=True))
    assert names == {"council.ended", "council.succeeded"}


def test_saving_the_same_writes_nothing(client, moderator):
    council = CouncilFactory()
    client.post(f"{BASE}councils/edit/{council.pk}/", form_of(council))
    assert not Event.objects.filter(actor_id=moderator.pk).exists()


def test_a_suppliers_facts_are_changed(client, moderator):
    vendor = VendorFactory()
    told = form_of(vendor, name="Better Ltd", company_number="sc 123456")
    response = client.post(f"{BASE}suppliers/edit/{vendor.pk}/", told)
    assert response.status_code == 302, response.content.decode()
    vendor.refresh_from_db()
    assert (vendor.name, vendor.company_number) == ("Better Ltd", "SC123456")
    page = client.post(f"{BASE}suppliers/edit/{vendor.pk}/", {**told, "company_number": "1"})
    assert "as Companies House writes it" in page.content.decode()


def test_merging_shows_what_follows_and_asks_first(client, moderator):
    old, new = CouncilFactory(end_date=dt.date(2020, 4, 1)), CouncilFactory(name="New Council")
    old.successors.add(new)
    member = MemberFactory(organisation=old)
    DomainFactory(organisation=old, domain="old.gov.uk")
    assert old.name in client.get(f"{BASE}merging/").content.decode()
    page = client.get(f"{BASE}merging/{old.pk}/").content.decode()
    for said in ("1 member,", "old.gov.uk", "its pages", "New Council"):
        assert said in page
    member.refresh_from_db()
    assert member.organisation_id == old.pk
    client.post(f"{BASE}merging/{old.pk}/", {"into": new.pk})
    member.refresh_from_db()
    assert member.organisation_id == new.pk


def test_lists_take_as_many_statements_for_many_as_for_one(client, moderator):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(address):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    def more():
        DomainFactory(state="proposed")
        VendorFactory()
        CouncilFactory(end_date=dt.date(2020, 1, 1)).successors.add(CouncilFactory())

    lists = [f"{BASE}{each}/" for each in ("domains", "verify", "merging", "councils", "suppliers")]
    more()
    few = [(asked(each), asked(each))[1] for each in lists]
    for _ in range(4):
        more()
    assert [asked(each) for each in lists] == few
