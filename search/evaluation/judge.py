"""Asks every judged query, and measures what comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from marketplace.core import clock
from search import language
from search.engines.base import Engine, SearchQuery
from search.evaluation import metrics
from search.evaluation.collection import UNANSWERABLE, Judged, Query
from search.evaluation.metrics import DEPTH

Ask = Callable[[str], Sequence[str]]  # what was typed → the names of the documents that come first


@dataclass(frozen=True)
class Answer:
    """What came for one query, and what it is worth. `ndcg` and `reciprocal` are None where no
    judged document is relevant, or useful; `missed` are the documents that had to be found."""

    query: Query
    ranking: tuple[str, ...]
    grades: Mapping[str, int] = field(default_factory=dict)
    must_find: Mapping[str, int] = field(default_factory=dict)
    ndcg: float | None = None
    reciprocal: float | None = None
    unjudged: int = 0
    missed: tuple[str, ...] = ()

    @property
    def place_of(self) -> dict[str, int]:
        return {document: place for place, document in enumerate(self.ranking, 1)}


@dataclass(frozen=True)
class Figures:
    """What is measured of some queries. `ndcg10` is the mean of those that have a relevant document,
    `mrr` of those that have a useful one; `unjudged` is the share of all first ten answers that
    nobody has judged. Queries to which there is no answer are only counted, with how many of them
    got answers all the same."""

    queries: int
    ndcg10: float | None
    mrr: float | None
    must_find: int
    must_find_misses: int
    unjudged: float | None
    without: int
    without_but_answered: int


def asking(engine: Engine, jargon: language.Jargon, names: Mapping[int, str]) -> Ask:
    """Asks an engine as the search page does: its first page, without filters. `names` has the
    documents by the ids of their listings."""

    def ask(text: str) -> list[str]:
        reading = language.read_query(text, jargon)
        if not reading:  # an engine then lists everything, which is no answer
            return []
        page = engine.search(SearchQuery(reading, per_page=DEPTH, today=clock.today()))
        return [names[hit.listing_id] for hit in page.hits]

    return ask


def judge(ask: Ask, judged: Judged) -> tuple[Answer, ...]:
    """The answers to all queries of which anything was judged, or known to have no answer."""
    useful = metrics.useful_from(judged.grades.values())
    answers = []
    for query in judged.queries:
        grades = judged.grades.get(query.id, {})
        must_find = judged.must_find.get(query.id, {})
        if not grades and not must_find and query.sort != UNANSWERABLE:
            continue
        ranking = tuple(ask(query.text))
        answers.append(
            Answer(
                query,
                ranking,
                grades,
                must_find,
                ndcg=metrics.ndcg(ranking, grades),
                reciprocal=metrics.reciprocal_rank(ranking, grades, useful),
                unjudged=metrics.unjudged(ranking, grades),
                missed=metrics.missed(ranking, must_find),
            )
        )
    return tuple(answers)


def figures(answers: Sequence[Answer]) -> Figures:
    """What is measured of some answers together."""
    shown = sum(min(len(answer.ranking), DEPTH) for answer in answers)
    without = [answer for answer in answers if answer.ndcg is None]
    return Figures(
        queries=len(answers),
        ndcg10=metrics.mean(answer.ndcg for answer in answers),
        mrr=metrics.mean(answer.reciprocal for answer in answers),
        must_find=sum(len(answer.must_find) for answer in answers),
        must_find_misses=sum(len(answer.missed) for answer in answers),
        unjudged=sum(answer.unjudged for answer in answers) / shown if shown else None,
        without=len(without),
        without_but_answered=sum(bool(answer.ranking) for answer in without),
    )


def by_sort(answers: Iterable[Answer]) -> dict[str, Figures]:
    """The same of each sort of query, in the order in which sorts come up."""
    sorts: dict[str, list[Answer]] = {}
    for answer in answers:
        sorts.setdefault(answer.query.sort, []).append(answer)
    return {sort: figures(found) for sort, found in sorts.items()}


def worst(answers: Iterable[Answer], at_most: int) -> list[Answer]:
    """The answers to mend first: must-finds that were missed, then the lowest nDCG below 1."""
    bad = [each for each in answers if each.missed or (each.ndcg is not None and each.ndcg < 1)]
    bad.sort(key=lambda each: (not each.missed, each.ndcg or 0.0))
    return bad[:at_most]
