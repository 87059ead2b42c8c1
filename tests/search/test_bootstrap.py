"""How sure a difference between two rankings is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.evaluation.bootstrap import difference

figures = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@given(figures)
def test_the_same_answers_differ_by_nothing(these):
    found = difference(these, these)
    assert (found.mean, found.low, found.high) == (0, 0, 0)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=40))
def test_the_interval_holds_what_it_is_drawn_from(pairs):
    ours, theirs = zip(*pairs, strict=True)
    apart = [one - other for one, other in pairs]
    found = difference(ours, theirs)
    assert min(apart) - 1e-9 <= found.low <= found.high <= max(apart) + 1e-9
    assert difference(ours, theirs) == found


def test_better_in_most_queries_is_surely_better():
    found = difference([0.8, 0.9, 0.7, 0.9] * 10, [0.5, 0.6, 0.6, 0.95] * 10)
    assert found.low > 0


def test_better_in_one_query_of_many_is_not():
    found = difference([1.0, *[0.5] * 19], [0.0, *[0.5] * 19])
    assert found.low == 0 < found.mean


def test_figures_of_other_queries_are_refused_and_none_say_nothing():
    with pytest.raises(ValueError, match="shorter"):
        difference([0.5, 0.4], [0.5])
    assert difference([], []) is None
