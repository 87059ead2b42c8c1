"""Cards of results are kept in a process, until anything that can be found changes."""

import pytest
from wagtail.models import PageViewRestriction

from marketplace.core.signals import send_findable_changed
from search import kept_cards
from tests.factories.catalogue import CaseStudyFactory
from tests.factories.organisations import CouncilFactory

pytestmark = pytest.mark.django_db


def cards(client):
    hits = client.get("/search/?q=damp").context["found"].hits
    return [(hit.card.title, hit.card.whose) for hit in hits]


def test_a_second_search_composes_no_card(client, django_assert_max_num_queries):
    CaseStudyFactory(title="Damp found early")
    first = client.get("/search/?q=damp")
    with django_assert_max_num_queries(5):
        again = client.get("/search/?q=damp")
    assert again.content == first.content


def test_a_change_is_seen_by_the_next_search(client):
    council = CouncilFactory(name="Old Marsh")
    study = CaseStudyFactory(title="Damp found early", organisation=council)
    assert cards(client) == [("Damp found early", "Old Marsh")]
    study.title = "Damp found earlier"
    study.save()
    council.name = "New Marsh"
    council.save()
    send_findable_changed("council", [council.pk])
    assert cards(client) == [("Damp found earlier", "New Marsh")]
    PageViewRestriction.objects.create(page=study, restriction_type="login")
    assert cards(client) == []


def test_without_a_number_nothing_is_kept():
    study = CaseStudyFactory(title="Damp found early")
    things = [("solution", study.pk)]
    assert kept_cards.cards_of(things, 0)
    study.delete()
    assert kept_cards.cards_of(things, 0) == {}


def test_no_more_are_kept_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(kept_cards, "MOST", 4)
    things = [("solution", CaseStudyFactory().pk) for _ in range(7)]
    for thing in things:
        assert set(kept_cards.cards_of([thing], 7)) == {thing}
    kept = kept_cards._kept.under(7)
    assert len(kept) <= 4
    assert kept.get(things[0]) is None


def test_what_is_asked_for_again_and_again_stays(monkeypatch):
    monkeypatch.setattr(kept_cards, "MOST", 4)
    often, *others = [("solution", CaseStudyFactory().pk) for _ in range(9)]
    first = kept_cards.cards_of([often], 7)[often]
    for other in others:
        kept_cards.cards_of([other], 7)
        assert kept_cards.cards_of([often], 7)[often] is first


def test_making_room_loses_no_card_that_is_asked_for(monkeypatch):
    monkeypatch.setattr(kept_cards, "MOST", 5)
    things = [("solution", CaseStudyFactory().pk) for _ in range(6)]
    kept_cards.cards_of(things[:4], 7)
    assert set(kept_cards.cards_of(things, 7)) == set(things)
