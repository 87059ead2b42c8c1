"""What is measured of ranked answers against graded judgements; pure functions.

A grade is a whole number: nought means looked at and not relevant, more is better. A document that
has no grade for a query is unjudged, and counts as nought wherever a grade is needed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

DEPTH = 10  # answers of a query that are looked at: one page

Grades = Mapping[str, int]  # of one query, by document


def gain(grade: int) -> float:
    """What an answer is worth: 2^grade − 1."""
    return float(2 ** max(grade, 0) - 1)


def dcg(grades: Iterable[int]) -> float:
    """The gains of answers in their order, each divided by log2(place + 1)."""
    return sum(gain(grade) / math.log2(place + 1) for place, grade in enumerate(grades, 1))


def ndcg(ranking: Sequence[str], grades: Grades, depth: int = DEPTH) -> float | None:
    """What the first answers are worth, as a part of the best that could be had from all judged
    documents of the query: 0 to 1. None where no judged document is relevant: then there is no best."""
    best = dcg(sorted(grades.values(), reverse=True)[:depth])
    if not best:
        return None
    # A rounding error must not make the best order better than the best.
    return min(1.0, dcg(grades.get(document, 0) for document in ranking[:depth]) / best)


def useful_from(grades: Iterable[Grades]) -> int:
    """From which grade an answer is one that somebody wants. Where the judges told more than two
    sorts apart, 1 is "related" and does not count yet; otherwise 1 is all there is."""
    return 2 if any(grade > 1 for one in grades for grade in one.values()) else 1


def reciprocal_rank(
    ranking: Sequence[str], grades: Grades, useful: int = 1, depth: int = DEPTH
) -> float | None:
    """1 ÷ the place of the first useful answer; 0 where none is among the first. None where no judged
    document is useful."""
    if not any(grade >= useful for grade in grades.values()):
        return None
    for place, document in enumerate(ranking[:depth], 1):
        if grades.get(document, 0) >= useful:
            return 1 / place
    return 0.0


def unjudged(ranking: Sequence[str], grades: Grades, depth: int = DEPTH) -> int:
    """How many of the first answers nobody has judged for this query."""
    return sum(document not in grades for document in ranking[:depth])


def missed(ranking: Sequence[str], must_find: Mapping[str, int]) -> tuple[str, ...]:
    """The documents that do not stand within the first so many answers, though they must."""
    return tuple(
        document for document, within in must_find.items() if document not in ranking[:within]
    )


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of those that are not None; None where there are none."""
    known = [value for value in values if value is not None]
    return math.fsum(known) / len(known) if known else None
