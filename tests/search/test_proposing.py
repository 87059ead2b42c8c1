"""What makes the one statement quick changes nothing of what it says."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from search import jargon, language
from search.engines.base import BEST
from search.engines.database import documents, reading
from search.engines.database.plan import make_plan, tokens_of
from search.engines.database.tables import Tables
from tests.search.contract import FRESH, STALE

on_the_same_rows = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
rows = st.fixed_dictionaries(
    {
        "body": st.lists(st.sampled_from(["damp", "roof", "filler", "words"]), max_size=6).map(
            " ".join
        ),
        "level": st.sampled_from([None, 0, 5]),
        "verified": st.booleans(),
        "confirmed_on": st.sampled_from([FRESH, STALE]),
        "is_example": st.booleans(),
    }
)


@pytest.fixture
def by_the_database(_database):
    return _database


@pytest.mark.django_db
@on_the_same_rows
@given(st.lists(rows, min_size=4, max_size=25), st.integers(1, 8))
def test_the_best_few_are_the_first_of_all(by_the_database, given_rows, most):
    by_the_database.empty()
    by_the_database.add_all(given_rows)
    by_the_database.settle()
    read = language.read_query("damp roof", jargon.current())
    plan = make_plan(read, reading.rarity(Tables(), tokens_of(read)))
    assume(not plan.nothing_fits)

    def best(most):
        return reading.ask(Tables(), plan, {}, sort=BEST, most=most)

    assert best(most).ids == best(1_000).ids[:most]
    assert best(most).total == best(1_000).total


codes = st.integers(0, 300)


@given(st.lists(codes, max_size=60), st.sets(codes, max_size=300))
def test_values_are_counted_whether_they_are_known_or_not(there, known):
    gathered = "".join(map(documents.character, there))
    assert reading._tally(gathered, known) == Counter(there)
    assert reading._tally(gathered, known | set(there)) == Counter(there)
