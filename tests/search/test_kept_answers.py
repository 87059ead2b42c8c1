"""Searches without words are answered once, until anything that can be found changes."""

import datetime as dt

import pytest

from marketplace.core import clock
from search import kept_answers
from search.addresses import Asked
from search.engines.base import ResultPage
from search.engines.database import DatabaseEngine
from tests.factories.catalogue import CaseStudyFactory
from tests.search.shown import study_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def times_asked(monkeypatch):
    """How often the engine was asked, as a list of queries."""
    asked = []
    search = DatabaseEngine.search
    monkeypatch.setattr(
        DatabaseEngine, "search", lambda self, query: asked.append(query) or search(self, query)
    )
    return asked


def titles(client, address="/search/"):
    return [hit.card.title for hit in client.get(address).context["found"].hits]


def test_the_same_search_without_words_is_answered_once(client, times_asked):
    study_of("Damp found early")
    first = client.get("/search/?kind=case-study")
    again = client.get("/search/?kind=case-study&nonsense=1")
    assert first.content == again.content
    assert len(times_asked) == 1


def test_each_filter_order_and_page_is_another(client, times_asked):
    study_of("Damp found early")
    addresses = ("", "?kind=case-study", "?kind=tool", "?sort=title", "?examples=hide")
    for address in addresses:
        client.get(f"/search/{address}")
    assert len(times_asked) == len(addresses)


def test_words_are_asked_for_each_time(client, times_asked):
    study_of("Damp found early")
    for _ in range(2):
        client.get("/search/?q=damp")
    assert len(times_asked) == 2


def test_what_has_changed_is_seen_at_once(client):
    study = study_of("Damp found early")
    assert "Damp found early" in titles(client)
    study.unpublish()
    assert "Damp found early" not in titles(client)
    CaseStudyFactory(title="Bins routed")
    assert "Bins routed" in titles(client)


def test_the_next_day_is_asked_for_anew(client, times_asked):
    now = clock.now()
    for moment in (now, now, now + dt.timedelta(days=1)):
        with clock.stopped_at(moment):
            client.get("/search/")
    assert len(times_asked) == 2


def test_what_was_mended_without_a_word_is_seen_after_a_minute(client, times_asked, monkeypatch):
    client.get("/search/")
    later = kept_answers.time.monotonic() + kept_answers.SECONDS
    monkeypatch.setattr(kept_answers.time, "monotonic", lambda: later)
    client.get("/search/")
    assert len(times_asked) == 2


def test_of_an_engine_that_lags_behind_and_without_a_number_nothing_is_kept():
    by_the_other = ResultPage((), 0, {}, engine="elasticsearch")
    by_ours = ResultPage((), 0, {}, engine="database")
    for version, answer in ((7, by_the_other), (0, by_ours)):
        asked = []
        for _ in range(2):
            kept_answers.answered(Asked(), version, lambda a=answer, n=asked: n.append(1) or a)
        assert len(asked) == 2
