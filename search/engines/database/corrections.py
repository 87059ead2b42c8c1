"""Words that nobody uses, and the nearest that somebody does: Damerau's edits (a letter too many,
too few, another, or two swapped), among words that share a part of their beginning."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import groupby

from django.db import connection

from search import language
from search.engines.database.documents import LONGEST_WORD, SHORTEST_WORD, near_parts
from search.engines.database.tables import Tables
from search.language import QueryWord, Reading

TWO_EDITS_FROM = 8  # letters
MANY_TIMES = 20  # as well known as the word that was typed is what may be offered instead
LONG_ENOUGH = 6  # letters: short words have neighbours that mean something else


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


def better_known(tables: Tables, reading: Reading) -> dict[str, str]:
    """For words that some document has, the word an edit away that stands in very many more, by the
    word as typed. One statement."""
    asked = {word.typed: word for word in _slips(reading)}
    own = {typed: near_parts(word.folded) for typed, word in asked.items()}
    if not asked:
        return {}
    parts = sorted(set().union(*own.values()))
    tokens = sorted({token for word in asked.values() for token in word.alternatives})
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT n.part, n.word, w.df FROM {tables.near} n JOIN {tables.word} w "
            f"ON w.word = n.word WHERE n.part IN ({', '.join(['%s'] * len(parts))}) "
            f"UNION ALL SELECT '', term, df FROM {tables.term} "
            f"WHERE term IN ({', '.join(['%s'] * len(tokens))})",
            [*parts, *tokens],
        )
        rows = cursor.fetchall()
    known = {token: df for part, token, df in rows if not part}
    found = {}
    for typed, word in asked.items():
        near = {other: df for part, other, df in rows if part in own[typed]}
        often = sum(known.get(token, 0) for token in word.alternatives)
        best = _better(word, near, often)
        if best:
            found[typed] = best
    return found


def _slips(reading: Reading) -> Iterator[QueryWord]:
    """The words of a query in which a slip may hide: long ones in small letters that no jargon knows,
    outside of quotes."""
    quoted = {word.typed for phrase in reading.phrases for word in phrase}
    for span in reading.spans:
        for word in () if span.meanings or span.is_acronym else span.words:
            plain = not word.weak and not language.in_capitals(word.typed)
            long = len(word.folded) >= LONG_ENOUGH and _can_be_corrected(word.folded)
            if plain and long and word.typed not in quoted:
                yield word


def _better(word: QueryWord, near: Mapping[str, int], often: int) -> str | None:
    """A word that is no other form of the one typed, and an edit away. Another letter in the place of
    one makes another word ("litter", "letter"), so a double one or two that are swapped it must be."""
    enough = {
        other: df
        for other, df in near.items()
        if df >= MANY_TIMES * max(often, 1)
        and _has_letters_of(word.folded, other)
        and language.stem(other) not in word.alternatives
        and distance(word.folded, other, 1) == 1
    }
    return max(enough, key=lambda other: (enough[other], other)) if enough else None


def _has_letters_of(word: str, other: str) -> bool:
    return sorted(word) == sorted(other) or _without_doubles(word) == _without_doubles(other)


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
