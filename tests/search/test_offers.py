"""A word that next to nobody uses is looked for as typed, and the one that was meant is offered."""

from __future__ import annotations

import html
import re

import pytest

from marketplace.core.models import Version
from search import engines, jargon, language
from search.engines.database import corrections
from search.models import Synonym
from search.versions import JARGON
from tests.factories.catalogue import CaseStudyFactory
from tests.search.contract import Collection

pytestmark = pytest.mark.django_db


@pytest.fixture
def many():
    """As many of each as a large site has, and one that is like each."""
    held = Collection(engines.database, counted=engines.database.recount, seen=lambda: None)
    usual = "Planning letters about trials of the council"
    held.add_all({"title": f"{usual} {n}", "kind": "nothing"} for n in range(60))
    held.add("A planed floor with litter on the trails")
    held.settle()
    return held


def offered(words):
    return engines.engine().better_known(language.read_query(words))


def text(response):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", response.text)).split())


def test_a_double_letter_or_two_swapped_are_offered(many):
    assert offered("planing") == {"planing": "planning"}
    assert offered("the planing of trials") == {"planing": "planning"}
    assert offered("trails") == {"trails": "trials"}


@pytest.mark.parametrize(
    "words",
    [
        "planning",  # as most write it
        "litter",  # another letter makes another word
        "“planing”",  # taken word for word
        "PLANING",  # an acronym, for all we know
        "plan",  # too short to tell
        "",
    ],
)
def test_nothing_is_offered_for_what_is_right(many, words):
    assert offered(words) == {}


def test_jargon_is_never_doubted(many):
    Synonym.objects.create(term="planing", same_as="smoothing wood")
    Version.renew(JARGON)
    assert engines.engine().better_known(language.read_query("planing", jargon.current())) == {}


def test_it_must_be_very_many_times_as_well_known(many):
    many.add_all({"title": f"Planed wood {n}", "kind": "nothing"} for n in range(5))
    many.settle()
    assert offered("planing") == {}


def test_it_takes_one_statement_and_none_for_short_words(many, django_assert_num_queries):
    with django_assert_num_queries(1):
        offered("planing trails of the council")
    with django_assert_num_queries(0):
        assert offered("bins") == {}


def test_the_page_offers_it_and_shows_what_was_typed(client, monkeypatch):
    monkeypatch.setattr(corrections, "MANY_TIMES", 3)
    for n in range(4):
        CaseStudyFactory(title=f"Planning {n}", organisation=None, public_body="Somebody")
    CaseStudyFactory(title="A planed floor", organisation=None, public_body="Somebody")
    engines.database.recount()
    response = client.get("/search/?q=planing+quickly&kind=case-study")
    assert [hit.card.title for hit in response.context["found"].hits] == ["A planed floor"]
    assert "Did you mean planning quickly ?" in text(response)
    assert 'href="/search/?q=planning+quickly&amp;kind=case-study">planning quickly' in (
        response.text
    )
    assert "Did you mean" not in text(client.get("/search/?q=planing&as=typed"))
    assert "Did you mean" not in text(client.get("/search/?q=planning"))
