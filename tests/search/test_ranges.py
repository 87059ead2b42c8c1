"""Results are narrowed by how much was saved, and by how large the council is that saved it."""

import pytest

from cms.models import ClaimKind
from search import projection
from tests.factories.catalogue import CaseStudyFactory, ClaimFactory
from tests.factories.organisations import CouncilFactory

pytestmark = pytest.mark.django_db


def saving(title, population=None, **claim):
    study = CaseStudyFactory(title=title, organisation=CouncilFactory(population=population))
    if claim:
        ClaimFactory(solution=study, kind=ClaimKind.MONEY_SAVED, figure=None, unit="", **claim)
    return study


def titles(client, address):
    return {hit.card.title for hit in client.get(address).context["found"].hits}


def counts(client, code):
    facets = client.get("/search/?q=savings&kind=case-study").context["found"].facets
    return {
        choice.label: choice.count
        for facet in facets
        if facet.code == code
        for choice in (*facet.first, *facet.folded)
    }


def test_by_money_saved(client):
    saving("Savings, few", pence=9_999_99, price_year=2024)
    saving("Savings, some", pence=10_000_00, price_year=2024)
    saving(
        "Savings, of a range",
        pence=None,
        pence_low=2_000_000_00,
        pence_high=3_000_000_00,
        price_year=2024,
    )
    saving("Savings, told by nobody")
    projection.sweep()
    assert counts(client, "saved") == {
        "Under £10,000": 1,
        "£10,000 to £100,000": 1,
        "£1m and more": 1,
    }
    assert titles(client, "/search/?q=savings&saved=1m") == {"Savings, of a range"}
    assert titles(client, "/search/?q=savings&saved=under-10k&saved=10k-100k") == {
        "Savings, few",
        "Savings, some",
    }


def test_by_the_size_of_the_council(client):
    saving("Savings, small", population=99_999)
    saving("Savings, large", population=400_000)
    saving("Savings, of nobody knows how many")
    projection.sweep()
    assert counts(client, "size") == {"Under 100,000 people": 1, "400,000 and more": 1}
    assert titles(client, "/search/?q=savings&size=400k") == {"Savings, large"}
