"""Search finds what councils look for: the project's own judged queries, over the first content."""

import datetime as dt
import io
import json
from collections import Counter

import pytest
from django.core.management import call_command

from marketplace.core import clock
from search import engines, jargon, language, mirror
from search.evaluation import baseline, own
from search.evaluation.judge import asking, figures, judge
from search.evaluation.metrics import DEPTH
from search.models import Listing
from tests.search.nodes import needs_elasticsearch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_content")]

JUDGED_ON = dt.datetime(
    2026, 11, 25, 12, tzinfo=dt.UTC
)  # or claims would grow stale under the test


@pytest.fixture(autouse=True)
def the_day_of_the_judges():
    with clock.stopped_at(JUDGED_ON):
        yield


@pytest.fixture(scope="module")
def own_set(first_content, django_db_blocker):
    with django_db_blocker.unblock():
        return own.load()


@pytest.fixture(scope="module")
def plain(own_set, django_db_blocker):
    with django_db_blocker.unblock():
        bm25 = baseline.Bm25(own.texts(own_set.names))
    return judge(lambda text: bm25.search(text, DEPTH), own_set.judged)


@pytest.fixture(params=["database", pytest.param("elasticsearch", marks=needs_elasticsearch)])
def engine(request, own_set):
    if request.param == "database":
        return engines.database
    indexes = request.getfixturevalue("indexes")
    mirror.rebuild()
    assert indexes.current()
    return engines.mirrored()


@pytest.fixture(scope="module")
def judged_before():
    """What each engine answered, by its name: asked once for all tests."""
    return {}


@pytest.fixture
def ours(engine, own_set, judged_before):
    if engine.name not in judged_before:
        asked = asking(engine, jargon.current(), own_set.names)
        judged_before[engine.name] = judge(asked, own_set.judged)
    return judged_before[engine.name]


def test_nothing_that_must_be_found_is_missed(ours):
    assert {(a.query.text, document) for a in ours for document in a.missed} == set()


def test_ours_is_not_below_plain_bm25(ours, plain):
    assert figures(ours).ndcg10 >= figures(plain).ndcg10


def test_ours_is_not_below_plain_bm25_for_any_sort_of_query(ours, plain):
    for sort in ("plain", "typo", "jargon", "acronym"):
        of_ours = [answer for answer in ours if answer.query.sort == sort]
        of_plain = [answer for answer in plain if answer.query.sort == sort]
        assert figures(of_ours).ndcg10 >= figures(of_plain).ndcg10, sort


def test_everything_that_was_judged_is_on_the_site(own_set):
    assert own_set.unresolved == ()
    assert own_set.judged.notes == ()


def test_the_set_has_queries_of_every_sort(own_set):
    sorts = Counter(query.sort for query in own_set.judged.queries)
    assert set(sorts) == {"plain", "typo", "jargon", "acronym", "none"}
    assert sorts.total() >= 120
    assert sorts["typo"] >= 30
    assert sorts["jargon"] >= 30
    assert sorts["acronym"] >= 20
    assert sorts["none"] >= 10


def grades_of(own_set, query):
    return own_set.judged.grades.get(query.id, {})


def test_every_query_has_a_useful_answer_but_those_of_none_that_have_none(own_set):
    for query in own_set.judged.queries:
        best = max(grades_of(own_set, query).values(), default=0)
        assert best == 0 if query.sort == "none" else best >= 2, query


def test_no_query_is_asked_twice(own_set):
    asked = [" ".join(query.text.lower().split()) for query in own_set.judged.queries]
    assert sorted(asked) == sorted(set(asked))


def test_in_half_of_the_queries_no_word_stands_in_the_title_of_a_best_answer(own_set):
    titles = {own_set.names[pk]: title for pk, title in Listing.objects.values_list("pk", "title")}
    answerable = told = 0
    for query in own_set.judged.queries:
        grades = grades_of(own_set, query)
        best = max(grades.values(), default=0)
        if best:
            answerable += 1
            words = set(language.key_of(query.text))
            told += any(
                words & set(language.key_of(titles[document]))
                for document, grade in grades.items()
                if grade == best
            )
    assert told * 2 <= answerable


def test_the_command_says_the_same(engine, ours):
    out = io.StringIO()
    call_command("evaluate_search", json=True, strict=True, stdout=out, stderr=io.StringIO())
    said = json.loads(out.getvalue())["engines"]
    assert set(said) == {*(engine.name for engine in engines.all_engines()), "bm25"}
    assert round(figures(ours).ndcg10, 6) == said[engine.name]["ndcg10"]
