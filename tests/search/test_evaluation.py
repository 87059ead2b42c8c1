"""Measuring search: what the measures say, what a judged collection must look like, and the command."""

import io
import json
import math
import os
import signal
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from search import language
from search.engines.database import DatabaseEngine
from search.engines.database.tables import Tables
from search.evaluation import apart, baseline, metrics, report
from search.evaluation.collection import (
    CollectionError,
    Document,
    Query,
    read_documents,
    read_judged,
)
from search.evaluation.judge import Answer, by_sort, figures, judge, worst

# Measures ------------------------------------------------------------------------------------------

graded = st.dictionaries(st.sampled_from("abcdefghijklmnop"), st.integers(0, 4), min_size=1)


@st.composite
def rankings(draw):
    """Grades of a query, and an order of some documents, of which not all were judged."""
    grades = draw(graded)
    return grades, draw(st.permutations(sorted({*grades, "x", "y", "z"})))


def test_an_answer_counts_for_two_to_its_grade_less_one():
    assert [metrics.gain(grade) for grade in (-1, 0, 1, 2, 3)] == [0, 0, 1, 3, 7]


def test_ndcg_of_an_example_worked_out_by_hand():
    grades = {"a": 3, "b": 2, "c": 0, "d": 1}
    came = 3 / math.log2(2) + 0 / math.log2(3) + 0 / math.log2(4) + 7 / math.log2(5)
    best = 7 / math.log2(2) + 3 / math.log2(3) + 1 / math.log2(4)
    assert metrics.ndcg(["b", "c", "unjudged", "a"], grades) == pytest.approx(came / best)


def test_the_best_is_that_of_all_judged_documents_not_of_those_that_came():
    assert metrics.ndcg(["b"], {"a": 1, "b": 1}) == pytest.approx(1 / (1 + 1 / math.log2(3)))


def test_what_comes_after_the_tenth_counts_nothing():
    junk = [f"junk{n}" for n in range(10)]
    assert metrics.ndcg([*junk, "a"], {"a": 3}) == 0
    assert metrics.reciprocal_rank([*junk, "a"], {"a": 3}) == 0
    assert metrics.unjudged([*junk, "b"], {"a": 3}) == 10


def test_more_good_documents_than_places_still_make_one():
    grades = {f"d{n}": 1 for n in range(30)}
    assert metrics.ndcg(list(grades), grades) == 1


@given(rankings())
def test_ndcg_lies_between_nought_and_one(drawn):
    grades, ranking = drawn
    value = metrics.ndcg(ranking, grades)
    assert value is None if not any(grades.values()) else 0 <= value <= 1


@given(graded)
def test_the_ideal_order_makes_one(grades):
    ideal = sorted(grades, key=grades.__getitem__, reverse=True)
    assert metrics.ndcg(ideal, grades) == (1 if any(grades.values()) else None)


@given(rankings(), st.integers(0, 18), st.integers(0, 18))
def test_a_better_document_further_up_never_lowers_it(drawn, one, other):
    grades, ranking = drawn
    upper, lower = sorted((one % len(ranking), other % len(ranking)))
    if grades.get(ranking[lower], 0) < grades.get(ranking[upper], 0):
        return
    swapped = list(ranking)
    swapped[upper], swapped[lower] = ranking[lower], ranking[upper]
    before, after = metrics.ndcg(ranking, grades), metrics.ndcg(swapped, grades)
    assert before is after is None or after >= before - 1e-12


def test_the_reciprocal_rank_is_that_of_the_first_useful_answer():
    grades = {"a": 1, "b": 2, "c": 3}
    assert metrics.reciprocal_rank(["a", "x", "b", "c"], grades, useful=2) == 1 / 3
    assert metrics.reciprocal_rank(["a", "x", "b", "c"], grades, useful=1) == 1
    assert metrics.reciprocal_rank(["x"], grades) == 0
    assert metrics.reciprocal_rank(["x"], {"a": 1}, useful=2) is None


def test_related_is_useful_only_where_nothing_better_can_be_said():
    assert metrics.useful_from([{"a": 1}, {"b": 0}]) == 1
    assert metrics.useful_from([{"a": 1}, {"b": 2}]) == 2


def test_a_must_find_is_missed_where_it_stands_too_far_down_or_does_not_come():
    assert metrics.missed(["a", "b", "c"], {"a": 1, "c": 2, "z": 10}) == ("c", "z")


# Of many queries ----------------------------------------------------------------------------------

JUDGED = {
    "queries": '{"id": "q1", "text": "fraud", "sort": "plain"}\n'
    '{"id": "q2", "text": "fruad", "sort": "typo"}\n'
    '{"id": "q3", "text": "moon", "sort": "none"}\n{"id": "q4", "text": "nobody judged this"}\n',
    "judgements": "query\tdocument\tgrade\nq1\td1\t3\nq1\td2\t1\nq2\td1\t3\nq3\td1\t0\n",
    "must_find": "query\tdocument\twithin\nq1\td1\t1\nq2\td1\t1\n",
}
DOCUMENTS = (
    '{"id": "d1", "title": "Housing fraud", "body": "Sublets found by matching records."}\n'
    '{"id": "d2", "title": "Council tax", "body": "Fraud in discounts for people who live alone."}\n'
    '{"id": "d3", "title": "Bins", "body": "Routes of bulky waste vans."}\n'
)


@pytest.fixture
def folder(tmp_path):
    """A tiny collection: three documents; three judged queries, one of them without an answer."""
    (tmp_path / "documents.jsonl").write_text(DOCUMENTS)
    (tmp_path / "queries.jsonl").write_text(JUDGED["queries"])
    (tmp_path / "judgements.tsv").write_text(JUDGED["judgements"])
    (tmp_path / "must_find.tsv").write_text(JUDGED["must_find"])
    return tmp_path


def answers(folder, came):
    return judge(lambda text: came.get(text, []), read_judged(folder))


def test_a_query_without_an_answer_is_left_out_of_the_mean_and_told_of(folder):
    found = figures(answers(folder, {"fraud": ["d1", "d2"], "fruad": ["d3"], "moon": ["d1"]}))
    assert (found.queries, found.ndcg10, found.mrr) == (3, 0.5, 0.5)
    assert (found.must_find, found.must_find_misses) == (2, 1)
    assert (found.without, found.without_but_answered) == (1, 1)
    assert found.unjudged == 1 / 4  # d3, of four answers


def test_a_query_of_which_nothing_was_judged_is_not_asked(folder):
    asked = []
    judge(lambda text: asked.append(text) or [], read_judged(folder))
    assert asked == ["fraud", "fruad", "moon"]


def test_a_query_known_to_have_no_answer_needs_no_judgement(folder):
    (folder / "judgements.tsv").write_text("q1\td1\t3\n")
    assert figures(answers(folder, {"moon": ["d1"]})).without_but_answered == 1


def test_each_sort_of_query_has_its_own_figures(folder):
    found = by_sort(answers(folder, {"fraud": ["d1", "d2"]}))
    assert [each.ndcg10 for each in found.values()] == [1, 0, None]
    assert list(found) == ["plain", "typo", "none"]


def test_the_worst_come_first_and_the_perfect_not_at_all(folder):
    found = worst(answers(folder, {"fraud": ["d1", "d2"], "moon": ["d1"]}), 5)
    assert [answer.query.id for answer in found] == ["q2"]


def test_misses_say_what_was_expected_and_what_came(folder):
    told = report.misses({"database": answers(folder, {"fruad": ["d3"]})}, 5)
    assert "q2 (typo) “fruad”: 0.000" in told
    assert "must stand within 1: d1" in told
    assert "expected [3] d1: did not come" in told
    assert "1. [?] d3" in told


def test_what_cannot_be_said_is_null():
    nothing = (Answer(Query("q", "moon"), (), {"d": 0}),)
    found = json.loads(report.as_json({"database": nothing}))["engines"]["database"]
    assert found == {"ndcg10": None, "mrr": None, "must_find_misses": 0, "unjudged": None}
    assert report.as_text({"database": nothing})


# Reading a collection -----------------------------------------------------------------------------


def test_a_collection_is_read(folder):
    judged = read_judged(folder)
    assert judged.queries[1] == Query("q2", "fruad", "typo")
    assert judged.grades["q1"] == {"d1": 3, "d2": 1}
    assert judged.must_find == {"q1": {"d1": 1}, "q2": {"d1": 1}}
    assert next(read_documents(folder)) == Document(
        "d1", "Housing fraud", "Sublets found by matching records."
    )


def test_header_blank_lines_numbers_as_ids_and_other_line_ends_do_no_harm(folder):
    (folder / "queries.jsonl").write_bytes(b'\xef\xbb\xbf{"id": 1, "text": "bins"}\r\n\r\n')
    (folder / "judgements.tsv").write_bytes(b"1\td3\t1\r\n\r\n1\td3\t1\r\n1\td1\t-1\r\n")
    (folder / "must_find.tsv").unlink()
    judged = read_judged(folder)
    assert judged.queries == (Query("1", "bins"),)
    assert judged.grades == {"1": {"d3": 1, "d1": -1}}
    assert judged.must_find == {}


def test_judgements_of_queries_that_are_not_there_are_told_and_passed_over(folder):
    with (folder / "judgements.tsv").open("a") as file:
        file.write("q9\td1\t1\n")
    judged = read_judged(folder)
    assert "q9" not in judged.grades
    assert judged.notes == ("Judged, but not in queries.jsonl: q9",)


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("queries.jsonl", None, "queries.jsonl: expected this file"),
        ("documents.jsonl", None, "documents.jsonl: expected this file"),
        ("judgements.tsv", None, "judgements.tsv: expected this file"),
        ("queries.jsonl", b'{"id": "q", "text": "a"}\n{"id"', "queries.jsonl, line 2: .*no JSON"),
        ("queries.jsonl", b'["q", "text"]', "line 1: expected an object .*found list"),
        ("queries.jsonl", b'{"id": "q"}', "line 1: .*“text” is missing"),
        ("queries.jsonl", b'{"id": "q", "text": 7}', "line 1: .*“text” must be text"),
        ("queries.jsonl", b'{"id": " ", "text": "a"}', "line 1: .*“id” is empty"),
        ("queries.jsonl", b'{"id": "q", "text": "a", "sort": 1}', "line 1: .*sort.* must be text"),
        ("queries.jsonl", b'{"id": "q", "text": "a"}\n' * 2, "line 2: expected another id: q"),
        ("queries.jsonl", b'{"id": "q", "text": "a"}\n\xff\n', "line 2: expected UTF-8"),
        ("documents.jsonl", b'{"id": "d", "title": "a"}', "line 1: .*“body” is missing"),
        ("documents.jsonl", b'{"id": "d", "title": "", "body": ""}\n' * 2, "line 2: .*another id"),
        (
            "judgements.tsv",
            b"q1 d1 1",
            "judgements.tsv, line 1: expected query, document and grade",
        ),
        ("judgements.tsv", b"q1\t0\td1\t1", "line 1: expected query, document and grade with tabs"),
        ("judgements.tsv", b"q1\t\t1", "line 1: expected query, document and grade with tabs"),
        ("judgements.tsv", b"q1\td1\tgood", "line 1: .*whole number, not “good”"),
        ("judgements.tsv", b"query\tdocument\tgrade\nq1\td1\t1.5", "line 2: .*not “1.5”"),
        ("judgements.tsv", b"q1\td1\t900", "line 1: grade must be from -9 to 20"),
        ("judgements.tsv", b"q1\td1\t1\nq1\td1\t2", "line 2: expected one grade for q1 and d1"),
        ("must_find.tsv", b"q1\td1\t11", "line 1: within must be from 1 to 10"),
    ],
)
def test_what_is_wrong_is_told_with_file_line_and_what_was_expected(folder, file, content, told):
    (folder / file).unlink() if content is None else (folder / file).write_bytes(content)
    with pytest.raises(CollectionError, match=told):
        read_judged(folder), list(read_documents(folder))


def test_a_folder_that_is_none_is_told(tmp_path):
    with pytest.raises(CollectionError, match="expected a folder"):
        read_judged(tmp_path / "nowhere")


# Plain BM25 ---------------------------------------------------------------------------------------


def test_plain_bm25_finds_by_stems_and_gives_nothing_for_words_that_nobody_uses():
    bm25 = baseline.Bm25([("a", "Matched frauds"), ("b", "Bins"), ("c", "fraud fraud matching")])
    assert bm25.search("fraud matching", 10) == ["c", "a"]
    assert bm25.search("fraud matching", 1) == ["c"]
    assert bm25.search("zebra", 10) == bm25.search("the of", 10) == bm25.search("", 10) == []


def test_plain_bm25_of_nothing_finds_nothing():
    assert baseline.Bm25([]).search("a", 10) == baseline.Bm25([("a", "")]).search("a", 10) == []


def test_where_it_is_not_installed_it_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "bm25s", None)
    with pytest.raises(baseline.BaselineMissing, match="bm25s is not installed"):
        baseline.Bm25([])


# The command --------------------------------------------------------------------------------------


def run(*arguments, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command("evaluate_search", *arguments, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def tables_apart():
    return [each for each in connection.introspection.table_names() if each.startswith("judged_")]


@pytest.mark.django_db
def test_the_figures_of_a_collection_are_one_json_document(folder):
    out, _ = run(collection=folder, json=True)
    engines = json.loads(out)["engines"]
    assert set(engines) == {"database", "bm25"}
    for measured in engines.values():
        assert set(measured) == {"ndcg10", "mrr", "must_find_misses", "unjudged"}
    assert engines["bm25"] == {"ndcg10": 0.5, "mrr": 0.5, "must_find_misses": 1, "unjudged": 0}
    assert engines["database"]["ndcg10"] == 1  # it reads "fruad" as "fraud"
    assert tables_apart() == []


@pytest.mark.django_db
def test_the_figures_of_a_collection_as_tables_with_the_worst_of_each_engine(folder):
    out, _ = run(collection=folder, misses=5, no_jargon=True)
    assert "nDCG@10" in out
    assert "plain (1)" in out
    assert "Worst of bm25" in out


@pytest.mark.django_db
def test_the_listings_of_the_site_are_not_in_a_collections_answers(folder):
    before = set(connection.introspection.table_names())
    documents = apart.Documents(folder)
    with apart.engines_apart(documents, language.NO_JARGON) as (engine, *_):
        assert engine.tables.prefix != Tables().prefix
        assert (
            len(set(connection.introspection.table_names()) - before)
            >= len(engine.tables.parts) - 1
        )
    assert set(connection.introspection.table_names()) == before


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [RuntimeError("broken"), KeyboardInterrupt()])
@pytest.mark.parametrize("where", ["search", "rebuild"])
def test_tables_are_removed_when_it_fails_or_is_interrupted(folder, monkeypatch, fault, where):
    seen = []

    def fail(*args):
        seen.extend(tables_apart())
        raise fault

    monkeypatch.setattr(DatabaseEngine, where, fail)
    with pytest.raises(type(fault)):
        run(collection=folder)
    assert seen
    assert tables_apart() == []


@pytest.mark.django_db
def test_tables_are_removed_when_the_process_is_told_to_end(folder):
    before = signal.getsignal(signal.SIGTERM)
    documents = apart.Documents(folder)
    with pytest.raises(SystemExit), apart.engines_apart(documents, language.NO_JARGON):
        os.kill(os.getpid(), signal.SIGTERM)
    assert tables_apart() == []
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.django_db
def test_what_a_run_left_that_was_killed_goes_with_the_next(folder):
    ended = subprocess.Popen(["true"])
    ended.wait()
    Tables(apart._prefix(ended.pid)).create()
    assert tables_apart()
    run(collection=folder)
    assert tables_apart() == []


@pytest.mark.django_db
def test_what_another_run_is_using_stays(folder):
    other = Tables(apart._prefix(os.getppid()))
    other.create()
    run(collection=folder)
    assert other.document in tables_apart()


@pytest.mark.django_db
def test_a_faulty_collection_is_told_before_a_table_is_made(folder, monkeypatch):
    (folder / "documents.jsonl").write_text(DOCUMENTS + "nonsense\n")
    monkeypatch.setattr(Tables, "create", lambda self: pytest.fail("a table was made"))
    with pytest.raises(CommandError, match=r"documents\.jsonl, line 4: .*no JSON"):
        run(collection=folder)


@pytest.mark.django_db
def test_documents_that_are_judged_and_not_there_are_told(folder):
    with (folder / "judgements.tsv").open("a") as file:
        file.write("q1\td9\t1\n")
    _, err = run(collection=folder)
    assert "d9" in err


@pytest.mark.django_db
def test_nothing_judged_is_nothing_to_measure(folder):
    (folder / "queries.jsonl").write_text('{"id": "q5", "text": "bins"}\n')
    with pytest.raises(CommandError, match="nothing to measure"):
        run(collection=folder)


@pytest.mark.django_db
def test_only_strictly_does_a_miss_or_a_lower_figure_fail(folder, monkeypatch):
    run(collection=folder, strict=True)
    (folder / "must_find.tsv").write_text("q1\td3\t1\n")
    run(collection=folder)
    with pytest.raises(CommandError, match="database misses what must be found: q1 d3"):
        run(collection=folder, strict=True)
    (folder / "must_find.tsv").unlink()
    monkeypatch.setattr(DatabaseEngine, "rebuild", lambda self, documents: 0)  # it finds nothing
    run(collection=folder)
    with pytest.raises(CommandError, match="database is below plain BM25"):
        run(collection=folder, strict=True)


@pytest.mark.django_db
def test_without_the_baseline_the_engines_are_measured_all_the_same(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "bm25s", None)
    out, err = run(collection=folder, json=True)
    assert set(json.loads(out)["engines"]) == {"database"}
    assert "bm25s is not installed" in err
    with pytest.raises(CommandError, match="Without plain BM25"):
        run(collection=folder, strict=True)
