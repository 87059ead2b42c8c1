"""Words are read once, the same for everybody: what people type, and what documents hold."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import jargon
from search.language import (
    LONGEST_QUERY,
    MOST_WORDS,
    WEAK,
    clean,
    fold,
    read_query,
    stem,
    tokens,
)
from search.models import Synonym

ANYTHING = st.text(st.characters(codec=None), max_size=200)
QUERIES = st.text(st.sampled_from("sSeEnNdD '\"“”’-&.6\x00\ud800é😀"), max_size=60) | ANYTHING


def entry(term, *same_as, everyday=False, beside=()):
    return Synonym(
        term=term, same_as="\n".join(same_as), everyday_word=everyday, beside="\n".join(beside)
    )


WORDS = jargon.compiled(
    [
        entry("ASB", "anti-social behaviour", "antisocial behaviour"),
        entry("ASC", "adult social care"),
        entry("ASC", "autism"),
        entry("OT", "occupational therapy"),
        entry("HMO", "house in multiple occupation"),
        entry("EqIA", "equality impact assessment"),
        entry("IMS", "income management"),
        entry("S106", "section 106", "planning obligation"),
        entry("B&B", "bed and breakfast"),
        entry("EHCP", "education, health and care plan"),
        entry("fly-tipping", "flytipping", "illegal dumping"),
        entry("waste", "rubbish"),
        entry("bulky waste", "large item collection"),
        entry(
            "SEND",
            "special educational needs",
            everyday=True,
            beside=("transport", "pupil", "EHCP"),
        ),
        entry("MASH", "multi-agency safeguarding hub", everyday=True),
    ]
)


def read(text, **kwargs):
    return read_query(text, WORDS, **kwargs)


def senses(text):
    """What each part of a query was read as, by how it was typed."""
    return {span.typed: span.senses for span in read(text).spans if span.meanings}


def acronyms(text):
    return [span.typed for span in read(text).spans if span.is_acronym]


# Anything can be typed ----------------------------------------------------------------------------


@given(QUERIES)
def test_any_text_is_read_and_never_too_much_of_it(text):
    reading = read(text)
    assert len(reading.text) <= LONGEST_QUERY
    assert len(reading.spans) <= MOST_WORDS
    reading.text.encode()
    assert all(word.folded or word.alternatives for word in reading.words)
    assert all(all(word.alternatives) for word in reading.words)
    assert all(run for span in reading.spans for meaning in span.meanings for run in meaning.runs)


@given(QUERIES)
def test_a_query_reads_the_same_when_it_is_asked_again(text):
    reading = read(text)
    again = read(reading.text)
    assert (again.spans, again.phrases) == (reading.spans, reading.phrases)


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "?!", '""', "“”", "😀", "___"])
def test_what_has_no_words_is_an_empty_reading(text):
    assert not read(text)
    assert not read(text).cut


@pytest.mark.parametrize("text", ["word " * 2_000, "w" * 10_000, '"' + "a b " * 2_500])
def test_what_is_too_long_is_read_as_far_as_allowed_and_said_to_be_cut(text):
    assert read(text).cut
    assert read(text).spans


@given(ANYTHING)
def test_folding_is_done_once_and_for_all(text):
    for word in clean(text).split():
        assert fold(fold(word)) == fold(word)


@given(ANYTHING)
def test_documents_have_tokens_whatever_is_in_them(text):
    assert all(tokens(text))


# Words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café", "cafe"),
        ("cafe\u0301", "CAFE"),
        ("ﬁne", "fine"),
        ("council's", "council"),
        ("residents’", "residents"),
        ("Straße", "strasse"),
        ("Ynys Môn", "ynys mon"),
        ("repairs", "repair"),
        ("fly-tipping", "fly tipping"),
    ],
)
def test_case_accents_apostrophes_and_endings_make_no_difference(one, other):
    assert tokens(one.lower()) == tokens(other.lower())


def test_what_is_written_in_capitals_is_kept_apart_from_the_word_like_it():
    assert tokens("We send letters about SEND") == ["we", "send", "letter", "about", "_send"]


def test_a_heading_that_is_all_capitals_holds_no_acronyms():
    assert tokens("HOW WE SEND LETTERS") == ["how", "we", "send", "letter"]


@pytest.mark.parametrize(
    ("plural", "single"), [("EHCPs", "_ehcp"), ("MP's", "_mp"), ("EqIAs", "_eqia"), ("GPs", "_gp")]
)
def test_the_plural_of_an_acronym_is_the_acronym(plural, single):
    assert tokens(plural) == [single]


def test_words_that_say_how_is_asked_are_weak_and_contractions_are_too():
    reading = read("how don't we've what's pothole")
    assert [word.typed for word in reading.words if not word.weak] == ["pothole"]


@given(st.sampled_from(sorted(WEAK)), st.sampled_from(string.ascii_lowercase))
def test_a_weak_word_stays_a_word_that_can_be_looked_for(word, letter):
    assert read(f"{word} {letter}{letter}{letter}").words[0].alternatives


# Acronyms -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["ASB", "asb", "Asb", "asbs", "ASBs"])
def test_an_acronym_is_known_however_it_is_written(typed):
    assert acronyms(typed) == [typed]
    assert senses(typed) == {typed: ("anti-social behaviour",)}
    assert "_asb" in read(typed).words[0].alternatives


def test_a_plural_of_two_letters_is_known_by_its_capitals():
    assert acronyms("OTs") == ["OTs"]
    assert acronyms("hmos") == ["hmos"]
    assert acronyms("EqIAs") == ["EqIAs"]


def test_a_word_of_the_same_stem_is_no_acronym():
    assert acronyms("I'm told of noise") == []
    assert acronyms("mashing and sending") == []


def test_an_acronym_with_several_meanings_has_them_all():
    assert senses("asc reviews") == {"asc": ("adult social care", "autism")}


def test_meanings_lead_back_to_the_acronym():
    (span,) = read("anti-social behaviour").spans
    assert ("_asb",) in [run for meaning in span.meanings for run in meaning.runs]
    assert not span.is_acronym


@pytest.mark.parametrize("typed", ["b&b", "B & B", "B&B"])
def test_an_acronym_of_several_pieces_is_known(typed):
    assert list(senses(typed).values()) == [("bed and breakfast",)]


def test_figures_belong_to_acronyms():
    assert senses("s106 money")["s106"] == ("section 106",)


@pytest.mark.parametrize(
    "query",
    [
        "SEND",
        "SEND budget",
        "send transport",
        "school transport for send",
        "send pupils",
        "send ehcp",
    ],
)
def test_an_acronym_that_is_also_a_word_needs_capitals_or_a_neighbour(query):
    assert "special educational needs" in {s for found in senses(query).values() for s in found}


@pytest.mark.parametrize(
    "query",
    [
        "send letters",
        "how do we send letters",
        "send letters about transport",
        "mash",
        "Send us it",
    ],
)
def test_else_it_is_the_everyday_word_and_never_the_acronym(query):
    reading = read(query)
    (word,) = [word for word in reading.words if word.folded in ("send", "mash")]
    assert word.alternatives == (stem(word.folded),)
    assert "special educational needs" not in str(senses(query))


def test_quoted_words_show_what_is_meant_too():
    assert acronyms('send "transport"') == ["send"]


def test_in_a_document_the_everyday_word_does_not_stand_for_the_acronym():
    (span,) = read("special educational needs").spans
    assert [meaning.runs for meaning in span.meanings] == [(("_send",),)]


def test_capitals_mean_nothing_where_everything_is_in_capitals():
    assert acronyms("PLEASE SEND LETTERS NOW") == []
    assert acronyms("SEND TRANSPORT COSTS RISING") == ["SEND"]


def test_unless_all_of_it_are_acronyms():
    assert acronyms("SEND MASH ASB") == ["SEND", "MASH", "ASB"]


# Phrases and quotes -------------------------------------------------------------------------------


def test_several_words_are_one_part_and_the_longest_is_taken():
    assert senses("bulky waste collection") == {"bulky waste": ("bulky waste",)}
    assert senses("waste collection") == {"waste": ("waste",)}


@pytest.mark.parametrize(
    "typed", ["fly-tipping", "fly tipping", "Fly-Tip", "flytipping", "illegal dumping"]
)
def test_every_way_of_putting_it_leads_to_the_others(typed):
    (span,) = read(typed).spans
    ways = {"fly-tipping", "flytipping", "illegal dumping"}
    assert {meaning.words for meaning in span.meanings} < ways
    assert len(span.meanings) == len(ways) - 1


def test_what_stands_in_quotes_is_taken_as_it_is():
    reading = read('"bulky waste" asb')
    assert [[word.typed for word in phrase] for phrase in reading.phrases] == [["bulky", "waste"]]
    assert [span.typed for span in reading.spans if span.meanings] == ["asb"]


def test_a_quote_that_is_never_closed_is_no_quote():
    reading = read('a "bulky waste')
    assert reading.phrases == ()
    assert [span.typed for span in reading.spans] == ["a", "bulky waste"]


def test_read_literally_nothing_means_anything_else():
    reading = read("asb at bulky waste", literal=True)
    assert reading.literal
    assert not any(span.meanings for span in reading.spans)
