"""Words that nobody uses, and the nearest that somebody does: Damerau's edits (a letter too many,
too few, another, or two swapped), among words that share a part of their beginning."""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby

from django.db import connection

from search.engines.database.documents import LONGEST_WORD, SHORTEST_WORD, near_parts
from search.engines.database.tables import Tables

TWO_EDITS_FROM = 8  # letters


def corrections(tables: Tables, words: Collection[str]) -> dict[str, str]:
    """For each of some folded words, the nearest word of the documents, where one is near enough.
    One statement."""
    asked = {word: near_parts(word) for word in words if _can_be_corrected(word)}
    parts = sorted(set().union(*asked.values())) if asked else []
    if not parts:
        return {}
    holders = ", ".join(["%s"] * len(parts))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT n.part, n.word, w.df FROM {tables.near} n JOIN {tables.word} w "
            f"ON w.word = n.word WHERE n.part IN ({holders})",
            parts,
        )
        rows = cursor.fetchall()
    found = {}
    for word, own in asked.items():
        candidates = {other: df for part, other, df in rows if part in own}
        best = _nearest(word, candidates)
        if best:
            found[word] = best
    return found


def _can_be_corrected(word: str) -> bool:
    return SHORTEST_WORD <= len(word) <= LONGEST_WORD and word.isalpha()


def _nearest(word: str, candidates: dict[str, int]) -> str | None:
    most = 2 if len(word) >= TWO_EDITS_FROM else 1
    ranked = []
    for other, df in candidates.items():
        if abs(len(other) - len(word)) <= most:
            edits = distance(word, other, most)
            if edits <= most:
                # A letter said twice or once is the commonest slip; the first is seldom wrong.
                slip = _without_doubles(other) == _without_doubles(word)
                ranked.append((edits, not slip, other[:1] != word[:1], -df, other))
    return min(ranked)[-1] if ranked else None


def _without_doubles(word: str) -> str:
    return "".join(letter for letter, _ in groupby(word))


def distance(one: str, other: str, most: int) -> int:
    """How many edits lead from one word to the other; more than `most` is told as most + 1."""
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, wanted in enumerate(other, start=1):
            cost = 0 if letter == wanted else 1
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, before_last[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
        before_last, last = last, row
    return min(last[-1], most + 1)
