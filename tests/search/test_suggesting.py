"""What is suggested while somebody types: jargon and service areas that begin so, then titles."""

from __future__ import annotations

import pytest

from cms.models import ServiceArea
from search import engines, facets, jargon, suggesting
from search.models import Synonym
from tests.factories.catalogue import CaseStudyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def suggested():
    """The labels of what is suggested for some letters."""

    def ask(letters):
        found = suggesting.suggest(letters, engines.engine(), jargon.current(), facets.labels())
        return [(each.label, each.sort) for each in found]

    return ask


def test_an_acronym_comes_with_what_it_means(suggested):
    Synonym.objects.create(term="ASB", same_as="anti-social behaviour\nnuisance neighbours")
    assert suggested("as") == [("ASB: anti-social behaviour", "words")]
    assert suggested("nuisance nei") == [("nuisance neighbours", "words")]


def test_a_service_area_is_suggested_by_any_of_its_words(suggested):
    area = ServiceArea.objects.get(slug="adult-social-care")
    assert (area.name, "area") in suggested("soci")
    assert (area.name, "area") in suggested("ADULT")


def test_known_words_stand_before_titles_and_leave_them_room(suggested):
    for number in range(10):
        Synonym.objects.create(term=f"damp {number}", same_as=f"mould {number}")
        CaseStudyFactory(title=f"Damp homes {number}")
    found = suggested("damp")
    assert [sort for _, sort in found] == ["words"] * 2 + ["listing"] * 6


def test_nothing_is_corrected_that_begins_something_known(suggested):
    CaseStudyFactory(title="Walks in the woods")
    Synonym.objects.create(term="wolds", same_as="hills")
    assert suggested("wolds") == [("wolds", "words")]


@pytest.mark.parametrize("letters", ["", "  ", "?!", "\x00", "\ud800", "%_\\'\"" * 50])
def test_whatever_is_typed_is_answered(suggested, letters):
    assert suggested(letters) == []
