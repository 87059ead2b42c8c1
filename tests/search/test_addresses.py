"""Addresses of searches: whatever they say is read, and written again in one form."""

import datetime as dt

from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from search import addresses
from search.engines.base import LAST_PAGE
from search.facets import CODES, EXAMPLES, REAL, Labels, Value
from search.language import LONGEST_QUERY, NO_JARGON

LABELS = Labels(
    {
        "kind": [Value("tool", "tool", "Tool"), Value("council", "council", "Council")],
        "area": [Value("1", "housing", "Housing"), Value("2", "planning", "Planning")],
        "approach": [Value("7", "early-warning", "Early warning")],
        "evidence": [Value(str(n), str(n), f"{n}") for n in range(5, -1, -1)],
        "type": [Value("unitary", "unitary", "Unitary authority")],
    }
)
TODAY = dt.date(2026, 6, 1)


def read(address):
    return addresses.read(QueryDict(address), LABELS, NO_JARGON)


def test_every_part_of_an_address_is_asked_of_the_engine():
    query = read(
        "q=damp+homes&area=planning&area=housing&evidence=4&examples=hide&sort=newest&page=3"
    ).query(TODAY)
    assert query.reading.text == "damp homes"
    assert query.filters == {
        "area": frozenset({"1", "2"}),
        "evidence": frozenset({"4"}),
        EXAMPLES: frozenset({REAL}),
    }
    assert (query.sort, query.page, query.today, query.correct) == ("newest", 3, TODAY, True)


def test_there_is_one_address_for_what_is_shown():
    given_and_shown = {
        "page=1&sort=best&evidence=2&area=planning&q=damp&area=housing&evidence=4": (
            "q=damp&area=housing&area=planning&evidence=4&evidence=2"
        ),
        "area=housing&area=housing&area=&area=nowhere": "area=housing",
        "sort=strongest": "",
        "sort=best": "",
        "q=damp&sort=strongest": "q=damp&sort=strongest",
        "q=++&as=typed": "",
        "q=damp&as=typed&as=typed": "q=damp&as=typed",
        "kind=x&evidence=9&sort=cheapest&page=abc&examples=maybe": "",
        "page=-1": "",
        "page=999999": f"page={LAST_PAGE}",
        "region=Yorkshire+and+The+Humber": "region=Yorkshire+and+The+Humber",
        "region=%00": "",
    }
    for asked, shown in given_and_shown.items():
        assert read(asked).encoded == shown, asked


def test_what_does_not_exist_is_said_to_be_left_out_and_what_is_empty_is_not():
    assert read("area=nowhere").left_out
    assert read(f"region={'x' * 500}").left_out
    assert not read("area=&area=housing&sort=&q=").left_out
    assert not read("area=housing&area=housing").left_out


def test_words_that_are_taken_as_typed_are_not_corrected():
    assert read("q=wate&as=typed").query(TODAY).correct is False


def test_a_query_of_any_length_stays_short_in_its_address():
    asked = read("q=" + "a+" * 5_000)
    assert asked.reading.cut
    assert len(asked.encoded) <= LONGEST_QUERY + 2


def test_the_usual_sorting_follows_the_words():
    assert read("").query(TODAY).sort == "strongest"
    assert read("q=damp").query(TODAY).sort == "best"
    assert read("q=%21%21").query(TODAY).sort == "strongest"
    assert read("q=damp&sort=strongest").with_words("").encoded == ""


def test_dropping_one_filter_keeps_the_others_and_goes_to_the_first_page():
    asked = read("q=damp&area=housing&area=planning&evidence=4&page=2&sort=title")
    housing = LABELS.at("area", "housing")
    assert asked.without("area", housing).encoded == "q=damp&area=planning&evidence=4&sort=title"
    assert asked.without("area").encoded == "q=damp&evidence=4&sort=title"
    assert asked.without_filters().encoded == "q=damp&sort=title"


anything = st.text(max_size=40)
known = st.sampled_from(
    ["housing", "planning", "early-warning", "4", "0", "tool", "unitary", "London", "newest"]
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["q", "as", "examples", "sort", "page", *CODES]),
            anything
            | known
            | st.sampled_from(["typed", "hide", "2", "49", "1e3", "\ud800", "“a”"]),
        ),
        max_size=12,
    )
)
def test_what_an_address_shows_has_an_address_that_shows_it(pairs):
    parameters = QueryDict(mutable=True)
    for name, value in pairs:
        parameters.appendlist(name, value)
    asked = addresses.read(parameters, LABELS, NO_JARGON)
    again = read(asked.encoded)
    assert again.encoded == asked.encoded
    assert again.query(TODAY) == asked.query(TODAY)
