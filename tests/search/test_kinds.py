"""A kind that an upper slice registers is found, counted and narrowed by without a change in search."""

from __future__ import annotations

import html
import re

import pytest
from django.contrib.auth.models import Group

from cms.models import GuidanceIndexPage, GuidancePage
from marketplace.core import registry
from marketplace.core.listing import EXAMPLES, KIND, MADE_UP, REAL, Findable, PlainCard
from marketplace.core.registry import Kind, Registry, SubKind
from marketplace.core.signals import send_findable_changed
from search import facets, projection
from tests.factories.catalogue import CaseStudyFactory, ToolFactory
from tests.factories.organisations import CouncilFactory, VerifiedVendorFactory

pytestmark = pytest.mark.django_db

OPEN, CLOSED = "open-campaign", "closed-campaign"


def campaigns(ids):
    """Campaigns of a slice that is not there yet: groups, as rows of some model."""
    found = Group.objects.filter(name__startswith="Campaign").order_by("pk")
    for group in found if ids is None else found.filter(pk__in=ids):
        sort = CLOSED if "closed" in group.name else OPEN
        yield Findable(
            group.pk, group.name, facets={KIND: [sort], EXAMPLES: [REAL]}, body="Paying for damp."
        )


def cards(ids):
    return {
        group.pk: PlainCard(f"/campaigns/{group.pk}/", group.name, meta=("Campaign",))
        for group in Group.objects.filter(pk__in=ids)
    }


@pytest.fixture
def with_campaigns(monkeypatch):
    """The registry as it is when one more slice is installed, before anything was labelled."""
    kinds = Registry("kinds", key=lambda kind: kind.code, order=lambda kind: kind.order)
    for kind in registry.kinds:
        kinds.register(kind)
    kinds.register(
        Kind(
            "campaign",
            "auth.Group",
            "Campaign",
            campaigns,
            cards,
            order=20,
            sub_kinds=(SubKind(OPEN, "Open campaign"), SubKind(CLOSED, "Closed campaign")),
        )
    )
    kinds.close()
    monkeypatch.setattr(registry, "kinds", kinds)
    monkeypatch.setattr(facets, "_kept", None)


def campaign(name):
    group = Group.objects.create(name=f"Campaign {name}")
    send_findable_changed("campaign", [group.pk])
    return group


def shown(client, query):
    response = client.get(f"/search/?{query}")
    assert response.status_code == 200
    return response.context["found"], html.unescape(re.sub(r"<[^>]*>", "", response.text))


def test_a_further_kind_is_found_counted_and_narrowed_by(client, with_campaigns):
    campaign("against damp")
    closed = campaign("for dry homes, closed")
    CaseStudyFactory(title="Damp found early", organisation=None, public_body="Somebody")
    found, page = shown(client, "q=damp")
    assert found.heading == "3 results"
    assert {hit.card.title for hit in found.hits} >= {"Campaign against damp", closed.name}
    assert found.facets[0].code == KIND
    assert [(choice.label, choice.count) for choice in found.facets[0].first] == [
        ("Case study", 1),
        ("Open campaign", 1),
        ("Closed campaign", 1),
    ]
    assert "Open campaign" in page
    found, _ = shown(client, f"q=damp&kind={OPEN}&kind={CLOSED}")
    assert found.heading == "2 campaigns"
    found, page = shown(client, f"q=damp&kind={CLOSED}")
    assert found.heading == "1 campaign"
    assert [hit.card.url for hit in found.hits] == [f"/campaigns/{closed.pk}/"]
    assert "Remove filter: Closed campaign" in page
    suggested = client.get("/search/suggest/?q=against").json()["suggestions"]
    assert ("Campaign against damp", "Campaign") in [(s["label"], s["kind"]) for s in suggested]
    assert projection.check().missing == []


def test_a_kind_that_nobody_registered_is_no_filter(client):
    CaseStudyFactory(title="Damp")
    found, page = shown(client, f"q=damp&kind={OPEN}")
    assert found.total == 1
    assert "does not exist here; it was left out" in page


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("kind=case-study", "1 solution"),
        ("kind=case-study&kind=tool", "2 solutions"),
        ("kind=guidance", "1 guide"),
        ("kind=council&q=testham", "1 council"),
        ("kind=vendor&q=testsoft", "1 supplier"),
        ("kind=guidance&kind=tool", "2 results"),
        ("kind=tool&q=xyzzy", "No results"),
    ],
)
def test_what_is_found_is_called_by_its_kind(client, query, heading):
    CaseStudyFactory(title="Damp", organisation=None, public_body="Somebody")
    ToolFactory(title="Dry", organisation=None, public_body="Somebody")
    GuidanceIndexPage.objects.get().add_child(instance=GuidancePage(title="How", summary="So."))
    projection.project("council", [CouncilFactory(name="Testham Council").pk])
    projection.project("vendor", [VerifiedVendorFactory(name="Testsoft Ltd").pk])
    assert shown(client, query)[0].heading == heading


def test_whatever_can_be_found_has_a_sort_that_its_kind_registered():
    CaseStudyFactory(title="Damp")
    ToolFactory(title="Dry", is_example=True)
    CouncilFactory()
    VerifiedVendorFactory()
    VerifiedVendorFactory(is_example=True)
    GuidanceIndexPage.objects.get().add_child(instance=GuidancePage(title="How", summary="So."))
    seen = set()
    for kind in projection.kinds():
        for thing in kind.listing(None):
            seen.update(thing.facets[KIND])
            assert set(thing.facets[KIND]) <= {sort.code for sort in kind.sorts}
            assert list(thing.facets[EXAMPLES]) == [MADE_UP if thing.is_example else REAL]
    assert seen == {sort.code for kind in projection.kinds() for sort in kind.sorts}


def test_no_two_kinds_share_a_code_in_addresses():
    codes = [sort.code for kind in registry.kinds for sort in kind.sorts]
    assert len(set(codes)) == len(codes)
