"""What every engine answers, whichever it is: one suite for all of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engines.base import (
    BEST,
    LAST_PAGE,
    NEWEST,
    SORTS,
    STRONGEST,
    TITLE,
    Correction,
    SearchQuery,
)
from search.engines.database.trust import BOUND
from search.language import clean, fold
from search.models import Listing
from tests.search.contract import FRESH, LONG_AGO, STALE, TODAY, marked_in, means, spelt, text_of

pytestmark = pytest.mark.django_db

on_the_same_rows = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

# Words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("repairing", "How repairs were done"),
        ("repairs", "Repaired in a day"),
        ("bulky waste", "BULKY WASTE"),
        ("CAFE", "The café on the square"),
        ("café", "The cafe on the square"),
        ("council's", "The councils"),
        ("councils", "A council’s way"),
        ("fly tipping", "Fly-tipping found early"),
        ("fly-tipping", "Fly tipping found early"),
        ("ﬁne", "A fine for litter"),
    ],
)
def test_a_word_is_found_however_it_is_put(collection, typed, written):
    collection.fill()
    collection.add(written)
    assert collection.titles(typed) == [written]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("SEND", ["SEND transport"]),
        ("send", ["How to send a form"]),
        ("sends", ["How to send a form"]),
    ],
)
def test_an_acronym_and_the_everyday_word_that_looks_like_it_never_meet(collection, typed, found):
    means("SEND", "special educational needs", everyday_word=True)
    collection.fill()
    collection.add("SEND transport")
    collection.add("How to send a form")
    assert collection.titles(typed) == found


def test_the_title_counts_more_than_the_summary_and_that_more_than_the_text(collection):
    collection.fill()
    collection.add("Third", "Of homes.", "It was about damp.")
    collection.add("Second", "It was about damp.", "Of homes.")
    collection.add("First damp", "Of homes.", "It was about.")
    assert collection.titles("damp") == ["First damp", "Second", "Third"]


def test_what_has_every_word_stands_above_what_has_one_of_them(collection):
    collection.fill()
    collection.add("Damp", body="Damp, damp and damp again.")
    collection.add("Sensors", body="Sensors and sensors.")
    collection.add("A study", body="Of what was tried in some homes with damp and with sensors.")
    assert collection.titles("damp sensors")[0] == "A study"
    assert sorted(collection.titles("damp sensors")) == ["A study", "Damp", "Sensors"]


def test_a_rarer_word_counts_more(collection):
    collection.fill()
    for number in range(8):
        collection.add(f"Housing {spelt(number)}")
    collection.add("Housing officers")
    collection.add("Subletting officers")
    assert collection.titles("housing subletting")[0] == "Subletting officers"


def test_words_that_say_how_is_asked_choose_nothing(collection):
    collection.fill()
    collection.add("How do we do it")
    collection.add("Damp homes")
    assert collection.titles("how do we stop damp in it", correct=False) == ["Damp homes"]
    assert collection.titles("how do we do it")[0] == "How do we do it"


def test_nothing_typed_finds_everything_with_the_strongest_first(collection):
    collection.add("Weak", level=1, confirmed_on=FRESH)
    collection.add("Made up", level=5, confirmed_on=FRESH, is_example=True)
    collection.add("Strong", level=4, confirmed_on=FRESH)
    collection.add("None yet")
    answer = collection.find("")
    assert [text_of(hit.title) for hit in answer.hits] == ["Strong", "Weak", "None yet", "Made up"]
    assert answer.total == 4
    assert not any(hit.why.words or hit.why.signals for hit in answer.hits)


def test_words_that_nobody_uses_find_nothing(collection):
    collection.add("Damp homes")
    answer = collection.find("xylophone zither")
    assert (answer.hits, answer.total, answer.pages) == ((), 0, 1)
    assert not any(answer.facets.values())


# Quotes -------------------------------------------------------------------------------------------


def test_words_in_quotes_stand_one_after_the_other(collection):
    collection.fill()
    collection.add("Bulky waste collected")
    collection.add("Waste that is bulky")
    collection.add("Bulky garden waste")
    for typed in ('"bulky waste"', "“bulky waste”", '"Bulky wastes"'):
        assert collection.titles(typed) == ["Bulky waste collected"]
    assert not collection.find('"bulky waste"').loosened


def test_every_quote_must_be_there_and_other_words_only_add(collection):
    collection.fill()
    collection.add("Bulky waste and damp homes", "In Kent.")
    collection.add("Bulky waste", "In Devon.")
    assert collection.titles('"bulky waste" "damp homes"') == ["Bulky waste and damp homes"]
    assert collection.titles('"bulky waste" devon') == ["Bulky waste", "Bulky waste and damp homes"]


@pytest.mark.parametrize("typed", ['"waste bulky"', '"bulky xylophone"'])
def test_where_nothing_says_what_is_in_quotes_its_words_are_looked_for(collection, typed):
    collection.fill()
    collection.add("Bulky waste")
    answer = collection.find(typed, correct=False)
    assert [text_of(hit.title) for hit in answer.hits] == ["Bulky waste"]
    assert answer.loosened


def test_a_quote_that_is_said_and_filtered_away_is_not_loosened(collection):
    collection.fill()
    collection.add("Bulky waste", facets={"kind": ["tool"], "area": ["1"], "region": ["South"]})
    collection.add("Waste", facets={"kind": ["guidance"], "area": ["2"], "region": ["North"]})
    for filters in (
        {"kind": {"guidance"}},
        {"kind": {"guidance"}, "area": {"2"}},
        {"kind": {"guidance"}, "area": {"2"}, "region": {"North"}},
    ):
        chosen = {facet: frozenset(values) for facet, values in filters.items()}
        answer = collection.find('"bulky waste"', filters=chosen)
        assert (answer.total, answer.loosened) == (0, False), filters


# Jargon -------------------------------------------------------------------------------------------


def test_what_means_the_same_finds_both_ways(collection):
    means("fly-tipping", "flytipping", "illegal dumping of rubbish")
    collection.fill()
    collection.add("Fly-tipping watched")
    collection.add("Flytipping mapped")
    collection.add("The illegal dumping of rubbish")
    collection.add("Rubbish for dumping")
    three = {"Fly-tipping watched", "Flytipping mapped", "The illegal dumping of rubbish"}
    for typed in ("fly-tipping", "flytipping", "fly tipping", "illegal dumping of rubbish"):
        assert three <= set(collection.titles(typed)), typed
    assert set(collection.titles("flytipping")) == three


def test_an_editors_synonym_holds_at_once_and_until_it_is_deleted(collection):
    collection.fill()
    collection.add("Empty homes brought back")
    assert collection.titles("voids", correct=False) == []
    synonym = means("void", "empty home")
    assert collection.titles("voids", correct=False) == ["Empty homes brought back"]
    synonym.delete()
    assert collection.titles("voids", correct=False) == []


def test_an_ambiguous_acronym_finds_all_its_meanings(collection):
    means("SAR", "subject access request")
    means("SAR", "safeguarding adults review")
    collection.fill()
    collection.add("Subject access requests in a day")
    collection.add("Learning from a safeguarding adults review")
    collection.add("SARs answered")
    for typed in ("SAR", "sar", "sars"):
        assert len(collection.titles(typed)) == 3, typed
    senses = collection.find("sar").reading.spans[0].senses
    assert senses == ("subject access request", "safeguarding adults review")


def test_what_is_written_in_capitals_is_found_by_its_meaning(collection):
    means("ASB", "anti-social behaviour")
    collection.fill()
    collection.add("ASB cases")
    collection.add("Anti-social behaviour mapped")
    assert set(collection.titles("anti-social behaviour")) == {
        "ASB cases",
        "Anti-social behaviour mapped",
    }


def test_as_it_stands_has_no_other_meaning(collection):
    means("ASB", "anti-social behaviour")
    collection.fill()
    collection.add("ASB cases")
    collection.add("Anti-social behaviour mapped")
    assert collection.titles("asb", literal=True) == ["ASB cases"]


# Trust --------------------------------------------------------------------------------------------

trusts = st.fixed_dictionaries(
    {
        "level": st.one_of(st.none(), st.integers(0, 5)),
        "verified": st.booleans(),
        "confirmed_on": st.sampled_from([None, FRESH, STALE]),
        "is_example": st.booleans(),
    }
)
texts = st.lists(
    st.sampled_from(["damp", "damp", "sensors", "homes", "filler", "words"]), min_size=1
)
NEUTRAL = {"level": None, "verified": False, "confirmed_on": None, "is_example": False}


@on_the_same_rows
@given(texts, texts, trusts, trusts)
def test_trust_never_buries_the_better_match(collection, one, other, trust, more_trust):
    collection.empty()
    collection.fill(12)
    first = collection.add("Damp", body=" ".join(one), **NEUTRAL)
    second = collection.add("Damp", body=" ".join(other), **NEUTRAL)
    scores = {hit.listing_id: hit.score for hit in collection.find("damp sensors").hits}
    better, worse = sorted((first, second), key=lambda each: -scores[each.pk])
    collection.change(better, **trust)
    collection.change(worse, **more_trust)
    if scores[better.pk] > scores[worse.pk] * (1 + BOUND):
        assert collection.find("damp sensors").hits[0].listing_id == better.pk


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ({"level": 4}, {"level": 2}),
        ({"level": 1}, {"level": None}),
        ({"level": 2, "verified": True}, {"level": 2}),
        ({"level": 2}, {"level": 2, "confirmed_on": STALE}),
        ({}, {"is_example": True}),
        ({"level": 2}, {"level": 2, "is_example": True}),
        ({"level": None}, {"level": None, "is_example": True}),
    ],
)
def test_among_equals_the_one_more_can_be_trusted_stands_first(collection, more, less):
    for trust in (more, less):
        if trust.get("level") is not None:
            trust.setdefault("confirmed_on", FRESH)
    collection.fill()
    second = collection.add("Damp homes", **less)
    first = collection.add("Damp homes", **more)
    assert [hit.listing_id for hit in collection.find("damp").hits] == [first.pk, second.pk]


# Facets, totals, sorting, paging ------------------------------------------------------------------

WORDS = ("damp", "roof", "bins")
AREAS, REGIONS, KINDS = ("1", "2", "3"), ("North East", "Wales"), ("case-study", "tool")
rows = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Alder", "beech and ash", "Beech-nut", "Élm", "elms"]),
        "body": st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join),
        "level": st.one_of(st.none(), st.integers(0, 5)),
        "confirmed_on": st.sampled_from([None, FRESH, STALE]),
        "is_example": st.booleans(),
        "published_at": st.sampled_from([None, LONG_AGO, LONG_AGO + dt.timedelta(days=400)]),
        "facets": st.fixed_dictionaries(
            {
                "kind": st.sampled_from(KINDS).map(lambda kind: [kind]),
                "area": st.lists(st.sampled_from(AREAS), unique=True, max_size=3),
                "region": st.lists(st.sampled_from(REGIONS), max_size=1),
            }
        ),
    }
)


def some_of(*values):
    return st.frozensets(st.sampled_from([*values, "of nobody"]), min_size=1, max_size=3)


chosen_filters = st.fixed_dictionaries(
    {},
    optional={
        "kind": some_of(*KINDS),
        "area": some_of(*AREAS),
        "region": some_of(*REGIONS),
        "licence": some_of("MIT"),
    },
)
ORDERS = {
    STRONGEST: lambda row: (
        row.is_example,
        -(-1 if row.level is None else row.level),
        -(row.confirmed_on.toordinal() if row.confirmed_on else 0),
        -(row.published_at.timestamp() if row.published_at else 0),
    ),
    NEWEST: lambda row: (row.is_example, -(row.published_at.timestamp() if row.published_at else 0)),
    TITLE: lambda row: (
        row.is_example, " ".join(map(fold, row.title.replace("-", " ").split()))
    ),
}  # fmt: skip


def fits(row, filters, *, but=""):
    """Whether a listing has, of each facet that is chosen from, one of the values."""
    has = row["facets"]
    return all(
        set(has.get(facet, ())) & values for facet, values in filters.items() if facet != but
    )


@on_the_same_rows
@given(
    st.lists(rows, max_size=12),
    st.sampled_from(["", *WORDS]),
    chosen_filters,
    st.sampled_from(SORTS),
    st.integers(1, 5),
)
def test_what_is_found_and_counted_is_what_counting_by_hand_finds(
    collection, given_rows, word, filters, sort, per_page
):
    collection.empty()
    by_id = {
        listing.pk: row
        for row, listing in zip(given_rows, collection.add_all(given_rows), strict=True)
    }
    asked = {"filters": filters, "sort": sort, "per_page": per_page, "correct": False}
    matching = [row for row in given_rows if not word or word in row["body"].split()]
    expected = [pk for pk, row in by_id.items() if row in matching and fits(row, filters)]
    first = collection.find(word, **asked)
    assert first.total == len(expected)
    assert first.pages == max(1, -(-len(expected) // per_page))
    found = [
        hit.listing_id
        for page in range(1, first.pages + 1)
        for hit in collection.find(word, page=page, **asked).hits
    ]
    assert sorted(found) == sorted(expected)
    for facet in ("kind", "area", "region", "licence"):
        counted = Counter(
            value
            for row in matching
            if fits(row, filters, but=facet)
            for value in row["facets"].get(facet, ())
        )
        assert first.facets.get(facet, {}) == counted, facet
    if sort != BEST or not word:
        listings = Listing.objects.in_bulk(found)
        keys = [ORDERS[STRONGEST if sort == BEST else sort](listings[pk]) for pk in found]
        assert keys == sorted(keys)


def test_sorting_keeps_examples_last_and_words_still_choose(collection):
    later = LONG_AGO + dt.timedelta(days=1)
    collection.fill()
    collection.add("Alder damp", level=5, confirmed_on=FRESH, published_at=later, is_example=True)
    collection.add("Cedar damp", level=3, confirmed_on=FRESH, published_at=LONG_AGO)
    collection.add("Birch damp", level=1, confirmed_on=FRESH, published_at=later)
    assert collection.titles("damp", sort=STRONGEST) == ["Cedar damp", "Birch damp", "Alder damp"]
    assert collection.titles("damp", sort=NEWEST) == ["Birch damp", "Cedar damp", "Alder damp"]
    assert collection.titles("damp", sort=TITLE) == ["Birch damp", "Cedar damp", "Alder damp"]


def test_titles_sort_word_by_word_on_every_database(collection):
    for title in ("Binary", "Bin lorries", "bins", "BIN days", "Éclair", "Eclipse"):
        collection.add(title)
    assert collection.titles(sort=TITLE) == [
        "BIN days",
        "Bin lorries",
        "Binary",
        "bins",
        "Éclair",
        "Eclipse",
    ]


@pytest.mark.parametrize("per_page", [20, 30, 7])
@pytest.mark.parametrize("sort", SORTS)
def test_pages_together_hold_everything_once_also_where_there_is_much(collection, per_page, sort):
    collection.add_all(
        {"title": f"Damp {spelt(n)}", "body": "damp " * (n % 9) + "other words " * (n % 5)}
        for n in range(130)
    )
    collection.fill(40)
    first = collection.find("damp", sort=sort, per_page=per_page)
    assert first.total == 130
    found = []
    for page in range(1, first.pages + 1):
        hits = collection.find("damp", sort=sort, per_page=per_page, page=page).hits
        assert len(hits) == per_page or page == first.pages
        found += [hit.listing_id for hit in hits]
    assert len(found) == len(set(found)) == 130
    again = collection.find("damp", sort=sort, per_page=per_page, page=2)
    assert [hit.listing_id for hit in again.hits] == found[per_page : 2 * per_page]


def test_what_matches_best_stands_first_however_many_match(collection):
    collection.add_all({"title": f"Homes {spelt(n)}", "body": "Some damp."} for n in range(130))
    collection.fill(140)
    best = collection.add("Damp, damp and damp")
    assert collection.find("damp").hits[0].listing_id == best.pk
    scores = [hit.score for hit in collection.find("damp", per_page=100).hits]
    assert all(one >= other for one, other in pairwise(scores))


def test_a_word_that_nobody_uses_takes_nothing_away(collection):
    for number in range(6):
        collection.add(f"Council {spelt(number)}")
    assert collection.find("council").total == 6
    assert collection.find("zzqqxx council").total == 6


def test_words_that_say_how_is_asked_are_never_corrected(collection):
    collection.add("A cent for the meter")
    collection.fill(20)
    assert collection.find("cant meter").corrections == ()


def test_a_known_term_is_not_found_by_its_commonest_word_alone(collection):
    means("council tax support", "CTS")
    wanted = collection.add("Council tax support in one form")
    collection.add_all({"title": f"Council {spelt(n)}"} for n in range(20))
    collection.fill(10)
    assert [hit.listing_id for hit in collection.find("council tax support").hits] == [wanted.pk]


def test_what_is_filed_is_said_to_be_filed(collection):
    collection.add("Damp homes", keywords="tenancy fraud")
    collection.fill(20)
    (hit,) = collection.find("fraud").hits
    assert [(word.found, word.where) for word in hit.why.words] == [("fraud", "filed")]


@pytest.mark.parametrize("page", [-3, 0, 1])
def test_pages_before_the_first_are_the_first(collection, page):
    collection.add("Damp homes")
    assert [hit.kind for hit in collection.find("damp", page=page).hits] == ["solution"]


def test_a_page_beyond_the_end_is_the_last_one(collection):
    for number in range(3):
        collection.add(f"Damp {spelt(number)}")
    answer = collection.find("damp", page=9, per_page=2)
    assert (len(answer.hits), answer.total, answer.pages, answer.page) == (1, 3, 2, 2)


def test_paging_ends_at_the_last_page(collection):
    collection.add_all({"title": f"Damp {spelt(n)}"} for n in range(LAST_PAGE + 5))
    answer = collection.find("damp", page=10**12, per_page=1)
    assert (answer.total, answer.pages, answer.page) == (LAST_PAGE + 5, LAST_PAGE, LAST_PAGE)
    assert len(answer.hits) == 1


# What a hit says ----------------------------------------------------------------------------------


def test_a_hit_is_the_thing_with_its_words_marked(collection):
    means("ASB", "anti-social behaviour")
    collection.fill()
    listing = collection.add("Damp homes", "ASB and mould in a café.", kind="guidance")
    (hit,) = collection.find("damp cafe").hits
    assert (hit.kind, hit.object_id, hit.listing_id) == ("guidance", listing.object_id, listing.pk)
    assert text_of(hit.title) == "Damp homes"
    assert marked_in(hit.title) == ["Damp"]
    assert text_of(hit.snippet) == "ASB and mould in a café."
    assert marked_in(hit.snippet) == ["café"]
    (hit,) = collection.find("anti-social behaviour").hits
    assert marked_in(hit.snippet) == ["ASB"]


def test_the_snippet_is_the_sentence_that_says_more_than_the_summary_does(collection):
    collection.fill()
    body = f"{'Nothing of it here. ' * 40}Sensors told of damp before tenants did. {'More. ' * 50}"
    collection.add("Homes", "What was tried.", body)
    (hit,) = collection.find("damp sensors").hits
    assert text_of(hit.snippet) == "Sensors told of damp before tenants did."
    assert marked_in(hit.snippet) == ["Sensors", "damp"]


def test_a_long_sentence_is_cut_around_what_was_asked_for(collection):
    collection.fill()
    collection.add("Homes", "", f"{'and so on ' * 60}then damp came {'and so forth ' * 60}")
    (hit,) = collection.find("damp").hits
    shown = text_of(hit.snippet)
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) <= 250
    assert marked_in(hit.snippet) == ["damp"]


def test_a_hit_says_which_words_it_has_where_and_which_are_missing(collection):
    means("mould", "damp")
    collection.fill()
    collection.add("Damp homes", "With sensors.", "In a tower.", level=3, confirmed_on=FRESH)
    collection.add("Another thing with a xylophone")
    (hit,) = (
        hit
        for hit in collection.find("mould sensors towers xylophone").hits
        if text_of(hit.title) == "Damp homes"
    )
    assert {(word.typed, word.found, word.where) for word in hit.why.words} == {
        ("mould", "damp", "title"),
        ("sensors", "sensors", "summary"),
        ("towers", "towers", "text"),
    }
    assert hit.why.missing == ("xylophone",)
    assert any("strength 3" in signal.name for signal in hit.why.signals)


@on_the_same_rows
@given(texts, trusts)
def test_the_shares_of_words_and_signals_make_up_the_whole(collection, text, trust):
    collection.empty()
    collection.fill(12)
    collection.add("Damp homes", body=" ".join(text), **trust)
    (hit,) = (
        hit
        for hit in collection.find("damp homes sensors").hits
        if text_of(hit.title) == "Damp homes"
    )
    shares = [each.share for each in (*hit.why.words, *hit.why.signals)]
    assert abs(sum(shares) - 100) <= len(shares) / 2 + 1
    assert all(word.share > 0 for word in hit.why.words)


# Did you mean -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("repiars", "repairs"),  # swapped
        ("reparis", "repairs"),
        ("repars", "repairs"),  # left out
        ("repaairs", "repairs"),  # said twice
        ("repaixs", "repairs"),  # another
        ("bulkky", "bulky"),
        ("bulyk", "bulky"),
        ("safegaurdng", "safeguarding"),  # two, in a long word
        ("Repiars", "repairs"),
    ],
)
def test_a_word_that_nobody_uses_is_read_as_the_nearest_that_somebody_does(
    collection, typed, meant
):
    collection.fill()
    collection.add("Repairs of homes")
    collection.add("Bulky waste")
    collection.add("Safeguarding children")
    answer = collection.find(typed)
    assert answer.corrections == (Correction(typed, meant),)
    assert len(answer.hits) == 1
    assert answer.reading.text == meant
    (hit,) = answer.hits
    assert hit.why.words[0].typed == meant


def test_what_was_corrected_is_understood_like_any_other_word(collection):
    means("dustcart", "bin lorry")
    collection.fill()
    collection.add("A dustcart")
    collection.add("Bin lorries on their rounds")
    assert len(collection.titles("dustcrat")) == 2


def test_the_word_that_more_listings_have_is_the_likelier(collection):
    collection.fill()
    for number in range(3):
        collection.add(f"Housing {spelt(number)}")
    collection.add("Rousing songs")
    assert collection.find("ousing").corrections == (Correction("ousing", "housing"),)


def test_what_is_known_short_or_far_away_is_not_corrected(collection):
    means("EHCP", "education, health and care plan")
    collection.fill()
    collection.add("The echp and the hats")
    collection.add("Damp")
    for typed in ("EHCP", "ehcp", "hat", "cats", "xylophone", "damp", "2026", "a1b2c3"):
        answer = collection.find(typed)
        if typed == "cats":
            assert answer.corrections == (Correction("cats", "hats"),)
        else:
            assert answer.corrections == (), typed


def test_nothing_is_corrected_where_that_was_not_wanted(collection):
    collection.fill()
    collection.add("Repairs of homes")
    for how in ({"correct": False}, {"literal": True}):
        answer = collection.find("repiars", **how)
        assert (answer.corrections, answer.total) == ((), 0)
        assert answer.reading.text == "repiars"


def test_a_quote_is_corrected_too(collection):
    collection.fill()
    collection.add("Bulky waste")
    answer = collection.find('"bulyk waste"')
    assert answer.corrections == (Correction("bulyk", "bulky"),)
    assert (answer.total, answer.loosened) == (1, False)


# Suggestions and similar --------------------------------------------------------------------------


@pytest.mark.parametrize("letters", ["b", "bulk", "Bulky wa", "waste coll", "coll", "BULKY-WASTE"])
def test_a_title_is_suggested_from_any_of_its_words_on(collection, letters):
    collection.fill()
    listing = collection.add("Bulky waste collected", kind="guidance")
    collection.settle()
    (suggestion,) = collection.engine.suggest(letters)
    assert (suggestion.label, suggestion.sort) == ("Bulky waste collected", "listing")
    assert suggestion.object == ("guidance", listing.object_id)


def test_titles_that_begin_so_come_first_and_real_ones_before_examples(collection):
    collection.add("The council of Kent", level=5)
    collection.add("Council tax", level=2, is_example=True)
    collection.add("Council tax found", level=2)
    assert collection.suggested("counc") == [
        "Council tax found",
        "Council tax",
        "The council of Kent",
    ]


def test_no_more_is_suggested_than_was_asked_for(collection):
    collection.add_all({"title": f"Damp {spelt(n)}"} for n in range(12))
    collection.settle()
    assert len(collection.engine.suggest("damp")) == 8
    assert len(collection.engine.suggest("damp", limit=3)) == 3


def test_where_nothing_begins_so_the_word_that_was_meant_is_suggested(collection):
    collection.add("Bulky waste", "Of repairs.")
    collection.settle()
    (suggestion,) = collection.engine.suggest("quick repiars")
    assert (suggestion.sort, suggestion.words) == ("correction", "quick repairs")
    assert collection.suggested("xylophone") == []
    assert collection.suggested("") == collection.suggested("  ?! ") == []


def test_what_is_similar_shares_words_and_is_of_the_same_kind(collection):
    collection.fill()
    damp = collection.add("Damp found by sensors", body="Sensors in homes tell of damp.")
    near = collection.add("Sensors against damp", body="Damp homes were dried.")
    collection.add("Damp sensors", body="Damp and sensors.", kind="guidance")
    gone = collection.add("Damp and sensors in homes")
    assert set(collection.similar(damp)) == {near.pk, gone.pk}
    collection.withdraw(gone)
    assert collection.similar(damp) == [near.pk]
    assert collection.similar(gone) == []
    assert collection.engine.similar(2**40) == []


# What is private by now ---------------------------------------------------------------------------


def test_what_was_withdrawn_shows_nowhere_at_once(collection):
    collection.fill()
    stays = collection.add(
        "Damp homes", body="Sensors tell.", facets={"kind": ["tool"], "area": ["1"]}
    )
    gone = collection.add(
        "Damp kestrels", "A secret.", "Sensors tell.", facets={"kind": ["tool"], "area": ["9"]}
    )
    assert collection.find("damp").total == 2
    assert collection.find("kestrles").corrections == (Correction("kestrles", "kestrels"),)
    assert collection.suggested("kestr") == ["Damp kestrels"]
    collection.withdraw(gone)
    for words in ("damp", "kestrels", '"damp kestrels"', "secret", ""):
        for sort in SORTS:
            answer = collection.find(words, sort=sort, correct=False, per_page=100)
            assert gone.pk not in [hit.listing_id for hit in answer.hits]
            assert "9" not in answer.facets.get("area", {})
            assert answer.facets.get("kind", {}).get("tool", 0) <= 1
    assert collection.find("damp").total == 1
    assert collection.find("kestrels").total == 0
    assert collection.find(filters={"area": frozenset({"9"})}).total == 0
    for typed in ("kestrles", "kestrel", "kestrals"):
        assert collection.find(typed).corrections == ()
        assert collection.suggested(typed) == []
    assert collection.suggested("kestr") == []
    assert gone.pk not in collection.similar(stays)


def test_a_word_that_another_listing_has_as_well_is_still_corrected_to(collection):
    collection.fill()
    gone = collection.add("Damp kestrels")
    collection.add("Nests", body="A KESTRELS’ nest: kestrels everywhere.")
    collection.withdraw(gone)
    assert collection.find("kestrles").corrections == (Correction("kestrles", "kestrels"),)


def test_words_that_a_listing_no_longer_has_find_nothing(collection):
    collection.fill()
    listing = collection.add("Damp kestrels", facets={"kind": ["tool"]})
    collection.change(listing, title="Dry homes")
    assert collection.titles("kestrels", correct=False) == []
    assert collection.find("kestrles").corrections == ()
    assert collection.suggested("kestr") == []
    assert collection.titles("dry") == ["Dry homes"]


def test_what_was_withdrawn_can_come_back(collection):
    collection.fill()
    listing = collection.add("Damp homes")
    collection.withdraw(listing)
    assert collection.titles("damp") == []
    collection.change(listing, title="Damp homes again", withdrawn_at=None)
    assert collection.titles("damp") == ["Damp homes again"]


def test_rebuilding_holds_the_listings_and_nothing_else(collection):
    collection.fill(20)
    collection.add("Damp homes")
    stray = collection.add("Damp kestrels")
    Listing.objects.filter(pk=stray.pk).delete()
    assert collection.engine.rebuild() == 21
    assert collection.titles("damp") == ["Damp homes"]
    assert collection.find().total == 21


# Whatever is typed --------------------------------------------------------------------------------

PIECES = (
    '"', "“", "”", "'", "*", "(", ")", "NEAR(", "AND", "OR", "NOT", "^", "-", ":", "{", "}", "%",
    "_", "\\", "\x00", "\ud800", "\udfff", "😀", "👩‍👩‍👧", "é", "ß", "İ", "ŉ", "½", "Ꭰ", "𞤀", "title:", "#1",
    "damp", "dmap", "bulky waste", "SEND", "--", ";", "/*", "$1", "%s", "{0}", "\u202e", "\u200d",
    "ﬃ", "२०२६", "ab_cd", "a'b", "x’s", "\t\n", "a\u0301", "한글", "日本語", "ⅷ", "²",
)  # fmt: skip
any_text = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=80),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=25).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join),
)


@settings(on_the_same_rows, max_examples=100)
@given(any_text, any_text)
def test_any_text_is_answered(collection, typed, value):
    if not Listing.objects.exists():
        means("SEND", "special educational needs", everyday_word=True)
        collection.fill(5)
        collection.add(
            "Damp homes and bulky waste", body="SEND. Élan of 日本語 and 한글 in ⅷ parts."
        )
    for literal in (False, True):
        answer = collection.find(typed, literal=literal, filters={"area": frozenset({value})})
        assert answer.total == 0
        answer = collection.find(typed, literal=literal)
        assert answer.total <= 6
    collection.suggested(typed)


@settings(on_the_same_rows, max_examples=40)
@given(st.lists(any_text, min_size=3, max_size=3))
def test_any_text_is_taken_in(collection, parts):
    title, summary, body = map(clean, parts)
    collection.empty()
    collection.fill(5)
    listing = collection.add(title[:300], summary, body)
    answer = collection.find("", per_page=100)
    assert listing.pk in [hit.listing_id for hit in answer.hits]
    collection.find(title)
    collection.similar(listing)


def test_long_and_wordy_queries_are_answered(collection):
    collection.fill()
    many = [spelt(n) for n in range(700, 900)]
    collection.add("Many words", " ".join(many[:100]), " ".join(many))
    for typed in (
        " ".join(many),
        " ".join(f'"{word}"' for word in many),
        '"' + " ".join(many) + '"',
        " ".join(f'"{one} {other}"' for one, other in pairwise(many)),
        "damp " * 2000,
        "x" * 10_000,
        '"' * 10_000,
        "a " * 5_000,
        "Zu" * 5_000,
        " ".join(word[::-1] for word in many),
        " ".join(word + "x" for word in many),
    ):
        answer = collection.find(typed)
        assert answer.total in (0, 1) or not answer.reading, typed[:40]
    assert collection.find(" ".join(many)).total == 1
    assert collection.find('"' + " ".join(many[:50]) + '"').total == 1


ASKED = {"filters": {"kind": frozenset({"tool"}), "area": frozenset({"1", "2"})}, "today": TODAY}


@pytest.mark.parametrize("number", [30, 300])
@pytest.mark.parametrize(
    ("typed", "most"), [("", 3), ("damp homes", 4), ('"damp homes"', 4), ("dmap homes", 6)]
)
def test_an_answer_takes_the_same_few_statements_however_much_there_is(
    collection, number, typed, most
):
    collection.add_all(
        {
            "title": f"Damp homes {spelt(n)}",
            "facets": {"kind": ["tool"], "area": [str(n % 7)], "region": [str(n % 12)]},
        }
        for n in range(number)
    )
    collection.fill()
    collection.find(typed, **ASKED)
    read = collection.find(typed, **ASKED, correct=False).reading
    with CaptureQueriesContext(connection) as asked:
        answer = collection.engine.search(SearchQuery(read, **ASKED))
    assert answer.total
    assert len(asked) <= most, [query["sql"][:120] for query in asked.captured_queries]
