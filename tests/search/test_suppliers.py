"""A supplier is found once a moderator has verified it, and for as long as it is."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.accounts.privacy.services import erase_person
from marketplace.core.actor import SYSTEM, Actor
from marketplace.core.signals import send_findable_changed
from marketplace.organisations import listings, services
from search import engines
from search.models import Listing
from tests.factories.accounts import UserFactory
from tests.factories.organisations import VendorFactory, VerifiedVendorFactory
from tests.search.shown import found, holds, solution, study_of

pytestmark = pytest.mark.django_db


def register(name="Kestrelsoft Ltd", number="01234567"):
    person = UserFactory()
    return services.register_vendor(
        user_id=person.pk,
        name=name,
        website="https://www.kestrelsoft.example/about",
        company_number=number,
        actor=Actor(user_id=person.pk),
    )


def verified(**values):
    return services.verify_vendor(vendor_id=register(**values).pk, actor=SYSTEM)


def listed(vendor):
    return Listing.objects.get(kind="vendor", object_id=vendor.pk)


def test_it_is_found_from_its_verification_on():
    vendor = register()
    assert holds()
    assert found("kestrelsoft") == set()
    services.verify_vendor(vendor_id=vendor.pk, actor=SYSTEM)
    assert holds()
    for words in ("kestrelsoft", "Kestrelsoft Ltd", "01234567", "kestrelsoft.example"):
        assert ("vendor", vendor.pk) in found(words)
    assert found("kestrelsoft", kind={"vendor"}) == {("vendor", vendor.pk)}
    assert found("kestrelsoft", kind={"council"}) == set()


def test_it_is_found_no_longer_once_it_is_refused_and_again_once_it_is_not():
    vendor = verified()
    assert engines.database.suggest("kestr")
    services.refuse_vendor(vendor_id=vendor.pk, reason="No such company", actor=SYSTEM)
    assert holds()
    assert found("kestrelsoft") == set()
    assert engines.database.suggest("kestr") == []
    kept = listed(vendor)
    assert (kept.title, kept.summary, kept.keywords) == ("", "", "")
    services.verify_vendor(vendor_id=vendor.pk, actor=SYSTEM)
    assert holds()
    assert found("kestrelsoft") == {("vendor", vendor.pk)}
    assert listed(vendor).version > kept.version


def test_one_that_is_refused_at_once_was_never_found():
    vendor = register()
    services.refuse_vendor(vendor_id=vendor.pk, reason="No such company", actor=SYSTEM)
    assert holds()
    assert not Listing.objects.filter(kind="vendor").exists()


def test_it_is_found_by_its_new_name_alone_and_so_is_what_it_owns():
    vendor = verified()
    study = study_of("Damp", organisation=vendor)
    assert found("kestrelsoft") == {("vendor", vendor.pk), solution(study)}
    services.change_vendor(
        vendor_id=vendor.pk, name="Merlinsoft Ltd", short_name="Merlinsoft",
        website="https://merlinsoft.example", actor=SYSTEM,
    )  # fmt: skip
    assert holds()
    assert found("merlinsoft") == {("vendor", vendor.pk), solution(study)}
    assert found("kestrelsoft") == set()


def test_it_is_no_evidence_that_it_is_verified():
    """Trust comes from what was measured, and not from being known to a moderator."""
    row = listed(verified())
    assert (row.level, row.verified, row.confirmed_on) == (None, False, None)
    assert sorted(row.facet_values) == [("examples", "real"), ("kind", "vendor")]


def test_made_up_ones_are_examples_and_go_with_them():
    vendor = services.add_vendor(
        name="Kestrelsoft Ltd", short_name="Kestrelsoft", slug="kestrelsoft", is_example=True,
        actor=SYSTEM,
    )  # fmt: skip
    assert holds()
    assert found("kestrelsoft", examples={"example"}) == {("vendor", vendor.pk)}
    assert found("kestrelsoft", examples={"real"}) == set()
    assert "erified" not in listed(vendor).summary
    call_command("remove_examples", verbosity=0)
    assert holds()
    assert found("kestrelsoft") == set()


def test_it_stays_when_its_last_person_is_erased():
    person = UserFactory(name="Edith Marlow")
    vendor = services.register_vendor(
        user_id=person.pk, name="Kestrelsoft Ltd", website="", company_number="01234567",
        actor=Actor(user_id=person.pk),
    )  # fmt: skip
    services.verify_vendor(vendor_id=vendor.pk, actor=SYSTEM)
    erase_person(user_id=person.pk, actor=SYSTEM)
    assert holds()
    assert found("kestrelsoft") == {("vendor", vendor.pk)}
    assert found("marlow") == set()


def test_one_that_somebody_deletes_goes():
    vendor = verified()
    number = vendor.pk
    vendor.memberships.all().delete()
    vendor.delete()
    send_findable_changed("vendor", [number])
    assert holds()
    assert found("kestrelsoft") == set()


# What is shown ------------------------------------------------------------------------------------


def test_the_page_of_results_shows_it_with_its_kind(client):
    vendor = verified()
    study_of("Kestrelsoft against damp")
    page = client.get("/search/?q=kestrelsoft")
    hits = page.context["found"].hits
    card = next(hit.card for hit in hits if hit.card.url == vendor.get_absolute_url())
    assert card.title == "Kestrelsoft Ltd"
    assert card.meta == ("Supplier",)
    assert card.summary == "Verified supplier, company number 01234567, kestrelsoft.example."
    kinds = page.context["found"].facets[0].first
    assert [(each.label, each.count) for each in kinds] == [("Case study", 1), ("Supplier", 1)]
    narrowed = client.get("/search/?q=kestrelsoft&kind=vendor")
    assert narrowed.context["found"].heading == "1 supplier"
    assert client.get(card.url).status_code == 200


def test_it_is_suggested_and_leads_to_its_page(client):
    vendor = verified()
    assert client.get("/search/suggest/?q=kestr").json()["suggestions"] == [
        {"label": "Kestrelsoft Ltd", "kind": "Supplier", "url": vendor.get_absolute_url()}
    ]


@pytest.mark.parametrize(
    ("values", "summary"),
    [
        ({}, "Verified supplier."),
        ({"sole_trader": True}, "Verified supplier, no company number."),
        ({"website": "https://www.a.example/b"}, "Verified supplier, a.example."),
        ({"is_example": True}, "A supplier that is made up."),
    ],
)
def test_its_summary_tells_what_is_known_of_it(values, summary):
    vendor = VerifiedVendorFactory(**values)
    [thing] = listings.vendors([vendor.pk])
    assert thing.summary == summary
    assert listings.vendor_cards([vendor.pk])[vendor.pk].summary == summary


@pytest.mark.parametrize("state", ["unverified", "refused"])
def test_one_that_is_not_verified_has_neither_listing_nor_card(state):
    vendor = VendorFactory(state=state)
    assert list(listings.vendors(None)) == []
    assert listings.vendor_cards([vendor.pk]) == {}


def test_many_are_read_some_at_a_time(monkeypatch):
    monkeypatch.setattr(listings, "A_BATCH", 4)
    VerifiedVendorFactory.create_batch(9)
    with CaptureQueriesContext(connection) as asked:
        assert len(list(listings.vendors(None))) == 9
    assert len(asked) == 4
