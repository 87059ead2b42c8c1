"""Suppliers register themselves, and take part once a moderator has verified who they are."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from marketplace.core.actor import SYSTEM, Actor
from marketplace.organisations import rules, services
from marketplace.organisations.companies import normal_number
from marketplace.organisations.models import Vendor
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MemberFactory, VendorFactory, VerifiedVendorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sent(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return mail.outbox


def register(person=None, **values):
    person = person or UserFactory()
    told = {"name": "Testsoft Ltd", "website": "https://testsoft.example", **values}
    told.setdefault("company_number", "01234567")
    return services.register_vendor(user_id=person.pk, actor=Actor(user_id=person.pk), **told)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("01234567", "01234567"),
        (" 0123 4567 ", "01234567"),
        ("1234567", "01234567"),
        ("sc123456", "SC123456"),
        ("NI012345", "NI012345"),
        ("OC301234", "OC301234"),
        ("IP12345R", "IP12345R"),
        ("R0000123", "R0000123"),
        ("00000000", ""),
        ("12345", ""),
        ("123456789", ""),
        ("SC12345", ""),
        ("SCX23456", ""),
        ("٠١٢٣٤٥٦٧", ""),
        ("", ""),
        ("none", ""),
    ],
)
def test_company_numbers_as_companies_house_writes_them(typed, number):
    assert normal_number(typed) == number


def test_who_registers_it_administers_it_and_it_is_not_verified(sent, settings):
    person = UserFactory()
    vendor = register(person)
    assert vendor.state == "unverified"
    assert not rules.may_submit(vendor)
    assert person.memberships.get().is_administrator
    assert [each.to for each in sent] == [[settings.CONTACT_EMAIL]]


def test_a_number_is_registered_once_and_nobody_is_named():
    first = UserFactory(name="First Person")
    register(first)
    with pytest.raises(services.VendorRefused, match="ask its administrator") as refused:
        register(name="Other name", company_number="1234567")
    assert "First" not in str(refused.value)
    assert Vendor.objects.count() == 1


def test_sole_traders_have_none_and_are_many():
    first, second = register(company_number=""), register(company_number="")
    assert first.sole_trader
    assert second.sole_trader
    assert first.slug != second.slug


def test_nobody_registers_one_after_the_other_unseen():
    person = UserFactory()
    for _ in range(3):
        register(person, company_number="")
    with pytest.raises(services.VendorRefused, match="Wait until"):
        register(person, company_number="")


def test_what_is_no_number_or_no_website_is_said_by_field():
    with pytest.raises(ValidationError) as number:
        register(company_number="12")
    assert "company_number" in number.value.error_dict
    with pytest.raises(ValidationError) as website:
        register(website="nowhere")
    assert "website" in website.value.error_dict


def test_no_supplier_has_the_address_of_the_registration():
    assert register(name="Register").slug == "register-2"


def test_verified_it_may_submit_and_is_told(sent):
    person = UserFactory()
    vendor = register(person)
    services.verify_vendor(vendor_id=vendor.pk, actor=SYSTEM)
    services.verify_vendor(vendor_id=vendor.pk, actor=SYSTEM)
    vendor.refresh_from_db()
    assert rules.may_submit(vendor)
    assert [each.to for each in sent][1:] == [[person.email]]


def test_refused_it_is_told_why_and_its_number_is_free(sent):
    person = UserFactory()
    vendor = register(person)
    with pytest.raises(services.VendorRefused, match="Say why"):
        services.refuse_vendor(vendor_id=vendor.pk, reason="  ", actor=SYSTEM)
    services.refuse_vendor(vendor_id=vendor.pk, reason="Not your company", actor=SYSTEM)
    assert "Not your company" in sent[-1].body
    register(name="The real one")
    with pytest.raises(services.VendorRefused, match="Another supplier"):
        services.verify_vendor(vendor_id=vendor.pk, actor=SYSTEM)


def test_council_people_register_no_supplier():
    person = MemberFactory().user
    with pytest.raises(services.MembershipRefused, match="council"):
        register(person)
    assert not Vendor.objects.exists()


def test_only_verified_suppliers_are_listed(client):
    VerifiedVendorFactory(name="Shown Ltd")
    VendorFactory(name="Hidden Ltd")
    page = client.get("/suppliers/").content.decode()
    assert "Shown Ltd" in page
    assert "Hidden Ltd" not in page


def test_the_list_takes_two_statements_however_long(client, django_assert_num_queries):
    VerifiedVendorFactory.create_batch(3)
    client.get("/suppliers/")
    with django_assert_num_queries(2):
        client.get("/suppliers/")


def test_an_unverified_one_is_seen_by_its_people_and_moderators_alone(client):
    person, moderator = UserFactory(), UserFactory(groups=["Moderators"])
    vendor = register(person)
    address = vendor.get_absolute_url()
    assert client.get(address).status_code == 404
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
    for one in (person, moderator):
        client.force_login(one)
        page = client.get(address)
        assert page.status_code == 200
        assert "Nobody has verified" in page.content.decode()


def test_it_is_registered_on_a_page_and_nothing_typed_is_lost(client):
    person = UserFactory()
    client.force_login(person)
    told = {"name": "Kept Ltd", "website": "kept.example", "company_number": "99"}
    page = client.post("/suppliers/register/", told).content.decode()
    assert "There is a problem" in page
    assert 'value="Kept Ltd"' in page
    told["company_number"] = "sc 123456"
    response = client.post("/suppliers/register/", told)
    assert response["Location"] == "/suppliers/kept-ltd/"
    vendor = Vendor.objects.get()
    assert (vendor.company_number, vendor.website) == ("SC123456", "https://kept.example")


@pytest.mark.parametrize(
    ("number", "alone", "said"),
    [("", False, "or tick that it has none"), ("01234567", True, "not both")],
)
def test_a_number_or_the_tick_and_not_both(client, number, alone, said):
    client.force_login(UserFactory())
    told = {"name": "Kept Ltd", "website": "kept.example", "company_number": number}
    if alone:
        told["sole_trader"] = "on"
    assert said in client.post("/suppliers/register/", told).content.decode()
    assert not Vendor.objects.exists()


def test_a_name_is_no_advertisement(client):
    client.force_login(UserFactory())
    told = {"name": "Buy at www.evil.example", "website": "a.example", "sole_trader": "on"}
    assert "without an address" in client.post("/suppliers/register/", told).content.decode()


def test_a_supplier_shows_its_products(client):
    from tests.factories.catalogue import CaseStudyFactory

    vendor = VerifiedVendorFactory(slug="shown", company_number="01234567")
    CaseStudyFactory(title="Useful thing", organisation=vendor)
    page = client.get("/suppliers/shown/").content.decode()
    assert "Useful thing" in page
    assert "Verified" in page
    assert "01234567" in page
