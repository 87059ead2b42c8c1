"""The jargon is the project's own file once, and the editors' from then on."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from marketplace.core.models import Event
from search import jargon, language, setup
from search.models import Synonym

pytestmark = pytest.mark.django_db

EVERYDAY = (
    "send mash map cat bid pan mat salt pin pins peep pip dash abc tom it das pep staff beds use"
    " case home us no me to at in on by as is or of and the read car bus gas due"
)


@pytest.fixture
def loaded():
    setup.load_jargon()


def add(term="ZZB", same_as="a thing that nobody says", **fields):
    synonym = Synonym(term=term, same_as=same_as, **fields)
    synonym.full_clean()
    synonym.save()
    return synonym


def read_as(query):
    spans = language.read_query(query, jargon.current()).spans
    return {meaning.words for span in spans for meaning in span.meanings}


# The file -----------------------------------------------------------------------------------------


def test_every_row_of_the_file_could_have_been_typed_in_the_admin():
    rows = setup.synonyms_of_file()
    assert len(rows) >= 150
    for row in rows:
        row.full_clean()


def test_no_row_of_the_file_says_again_what_another_says():
    said = [
        (language.key_of(row.term), language.key_of(row.others[0]))
        for row in setup.synonyms_of_file()
    ]
    assert len(set(said)) == len(said)


def test_no_everyday_word_is_read_as_an_acronym():
    words = jargon.compiled(setup.synonyms_of_file())
    for word in EVERYDAY.split():
        (span,) = language.read_query(word, words).spans
        assert not span.meanings, word


@pytest.mark.parametrize(
    ("query", "meanings"),
    [
        ("asc", {"adult social care", "autism"}),
        ("SAR", {"subject access request", "safeguarding adults review"}),
        ("pcn", {"parking ticket", "primary care network"}),
        ("AP", {"alternative provision", "accounts payable"}),
        ("TA costs", {"temporary accommodation", "teaching assistant"}),
        ("EH", {"early help", "environmental health"}),
        ("BCP", {"business continuity plan", "Bournemouth, Christchurch and Poole"}),
        ("sublet flats", {"tenancy fraud"}),
        ("dustcart", {"bin lorry"}),
        ("LBBD", {"Barking and Dagenham"}),
    ],
)
def test_the_file_knows_what_officers_say(loaded, query, meanings):
    assert meanings <= read_as(query)


def test_it_is_loaded_once_and_what_editors_changed_or_deleted_stays_so(loaded):
    changed = Synonym.objects.get(term="ASB")
    changed.same_as = "nuisance"
    changed.save()
    Synonym.objects.filter(term="CIL").delete()
    count = Synonym.objects.count()
    setup.load_jargon()
    assert Synonym.objects.count() == count
    assert Synonym.objects.get(term="ASB").others == ["nuisance"]
    assert Event.objects.filter(name="jargon.loaded").count() == 1


def test_a_file_with_a_fault_loads_nothing(monkeypatch):
    rows = [Synonym(term="GOOD", same_as="fine"), Synonym(term="BAD", same_as="")]
    monkeypatch.setattr(setup, "synonyms_of_file", lambda: rows)
    with pytest.raises(ValidationError):
        setup.load_jargon()
    assert not Synonym.objects.exists()
    assert not Event.objects.filter(name="jargon.loaded").exists()


@pytest.mark.parametrize(
    ("term", "same_as"),
    [
        ("EHCP", "education, health and care plan"),
        ("A&E", "accident and emergency"),
        ("IT", "1,000 computers"),
        ("BDM", "births, deaths & marriages"),
    ],
)
def test_commas_and_capitals_are_let_through_where_they_say_one_thing(term, same_as):
    add(term, same_as)


# What is saved holds at once ----------------------------------------------------------------------


def test_saving_changing_and_deleting_hold_at_the_next_query():
    assert read_as("zzb") == set()
    synonym = add()
    assert read_as("zzb") == {"a thing that nobody says"}
    synonym.same_as = "something else"
    synonym.save()
    assert read_as("zzb") == {"something else"}
    synonym.delete()
    assert read_as("zzb") == set()


def test_deleting_many_at_once_holds_too():
    add()
    assert read_as("zzb")
    Synonym.objects.all().delete()
    assert read_as("zzb") == set()


def test_what_is_rolled_back_was_never_said():
    assert read_as("zzb") == set()
    with transaction.atomic():
        add()
        assert read_as("zzb")
        transaction.set_rollback(True)
    assert read_as("zzb") == set()
    synonym = add()
    with transaction.atomic():
        synonym.delete()
        assert read_as("zzb") == set()
        transaction.set_rollback(True)
    assert read_as("zzb")


def test_reading_costs_one_statement_and_two_after_a_change(django_assert_num_queries):
    add()
    with django_assert_num_queries(2):
        jargon.current()
    with django_assert_num_queries(1):
        jargon.current()


def test_every_change_leaves_an_event():
    synonym = add()
    synonym.save()
    synonym.delete()
    names = list(
        Event.objects.filter(thing="synonym").order_by("pk").values_list("name", flat=True)
    )
    assert names == ["synonym.added", "synonym.changed", "synonym.deleted"]


# What can be entered ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"term": "!!!"}, "term", "Write words: “!!!” has none"),
        ({"term": "a b c d e f g h i"}, "term", "Shorten “a b c d e f g h i” to 8 words: it has 9"),
        ({"same_as": "fine\n..."}, "same_as", "Write words: “...” has none"),
        ({"term": "bin", "same_as": "bins"}, "same_as", "Take out “bins”: “bin” finds it already"),
        ({"same_as": "tip\ntips"}, "same_as", "Take out “tips”: “tip” finds it already"),
        (
            {"same_as": "\n".join(f"w{n}" for n in range(21))},
            "same_as",
            "Shorten the list to 20 lines: it has 21",
        ),
        (
            {"term": "send", "everyday_word": True},
            "everyday_word",
            "Clear this, or write “send” in capitals: only an acronym needs it",
        ),
        (
            {"beside": "school"},
            "everyday_word",
            "Tick this too, or take out the words beside it: they do nothing without it",
        ),
        (
            {"term": "bin", "beside": "school"},
            "beside",
            "Take these out: they are for acronyms that are also everyday words",
        ),
        (
            {"everyday_word": True, "beside": "school\n?"},
            "beside",
            "Write words on each line: “?” has none",
        ),
    ],
)
def test_what_could_not_be_read_is_refused_with_the_fix(fields, field, words):
    with pytest.raises(ValidationError) as wrong:
        add(**fields)
    assert wrong.value.message_dict == {field: [words]}


def test_blanks_and_empty_lines_are_tidied():
    synonym = add(
        term="  the   tip ", same_as="recycling  centre\r\n\r\n recycling centre \r\nthe dump"
    )
    assert (synonym.term, synonym.others) == ("the tip", ["recycling centre", "the dump"])
