"""How rare tokens and words are, and how long documents are: counted as due work, never per write."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from marketplace.core import clock
from marketplace.core.turns import take_turns
from search.engines.database.dialects import dialect
from search.engines.database.rows import A_BATCH, insert_rows
from search.engines.database.tables import Tables
from search.engines.database.words import (
    drop_tokens,
    drop_words,
    forget_words,
    note_tokens,
    note_words,
)
from search.engines.database.writing import SOME_LENGTH
from search.models import Listing

OFF = 1.3  # how far the mean length may move before PostgreSQL's levels are made anew
SMALL = 5_000  # listings that are counted in no time
ENOUGH_CHANGED = 0.05
LONGEST_WAIT = dt.timedelta(hours=6)
OVERLAP = dt.timedelta(minutes=15)  # for changes that are committed late


def recount(tables: Tables) -> None:
    """Count anew how many documents each token and word stands in, and how long documents are.

    Counted without holding anybody up; only what differs is then written, in turn with those who
    take listings in.
    """
    since = clock.now() - OVERLAP
    terms, words = _count_terms(tables), _count_words(tables)
    with transaction.atomic(), connection.cursor() as cursor:
        take_turns()
        other = _write_terms(tables, terms) | _write_words(tables, words)
        cursor.execute(f"SELECT count(*), avg(length) FROM {tables.document}")
        documents, average = cursor.fetchone()
        cursor.execute(f"SELECT documents, average, levelled FROM {tables.state}")
        row = cursor.fetchone()
        levelled = float(row[2]) if row else float(average or SOME_LENGTH)
        average = float(average or levelled)
        off = not levelled / OFF < average < levelled * OFF
        # What was counted before is written down again only where no late change can be missed.
        other |= row is None or tuple(row[:2]) != (documents, average)
        if other or not Listing.objects.filter(changed_at__gt=since).exists():
            cursor.execute(f"DELETE FROM {tables.state}")
            state = (1, documents, average, average if off else levelled, since.isoformat())
            insert_rows(tables.state, [state])
    if off:
        _relevel(tables, average)


def _relevel(tables: Tables, average: float) -> None:
    """Weigh every document anew, some at a time: with the mean that new ones are weighed with."""
    last = 0
    while True:
        with transaction.atomic():
            take_turns()
            rows = _batch_after(tables, "title, summary, body, keywords", last)
            if not rows:
                return
            dialect().relevel(tables, rows, average)
        last = rows[-1][0]


def recount_if_due(tables: Tables) -> bool:
    """Count anew where enough has changed since the last time: anything on a small site, a
    twentieth or six hours' worth on a large one. Says whether it did."""
    last = counted_at(tables)
    changes = Listing.objects.all() if last is None else Listing.objects.filter(changed_at__gt=last)
    changed = changes.count()
    if not changed:
        return False
    many = changed > max(SMALL, Listing.objects.shown().count()) * ENOUGH_CHANGED
    small = Listing.objects.count() <= SMALL
    if not (small or many or last is None or clock.now() - last > LONGEST_WAIT):
        return False
    recount(tables)
    return True


def counted_at(tables: Tables) -> dt.datetime | None:
    """When it was counted last."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT counted_at FROM {tables.state}")
        row = cursor.fetchone()
    return dt.datetime.fromisoformat(row[0]) if row and row[0] else None


def _count_terms(tables: Tables) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(dialect().count_terms(tables))
        return {term: int(df) for term, df in cursor.fetchall()}


def _count_words(tables: Tables) -> Counter[str]:
    counted: Counter[str] = Counter()
    last = 0
    while rows := _batch_after(tables, "words", last):
        for _, words in rows:
            counted.update(words.split())
        last = rows[-1][0]
    return counted


def _write_terms(tables: Tables, counted: Mapping[str, int]) -> bool:
    """Says whether anything was otherwise."""
    held = _held(tables.term, "term")
    if held == counted:
        return False
    drop_tokens(tables, set(held) - set(counted))  # but for those that came while it was counted
    note_tokens(tables, set(counted) - set(held))
    _correct(tables.term, "term", held, counted)
    drop_tokens(tables, set(counted) - set(held))  # and those that went
    return True


def _write_words(tables: Tables, counted: Mapping[str, int]) -> bool:
    forget_words(tables, _without_parts(tables))
    held = _held(tables.word, "word")
    if held == counted:
        return False
    drop_words(tables, set(held) - set(counted))
    note_words(tables, set(counted) - set(held))
    _correct(tables.word, "word", held, counted)
    drop_words(tables, set(counted) - set(held))
    return True


def missing(tables: Tables) -> int:
    """How many tokens and words that documents have are not known, or have nothing to be corrected
    by; without a count at all, one. Only somebody's hand takes them away."""
    terms, words = _count_terms(tables), _count_words(tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {tables.state}")
        counted = bool(cursor.fetchone()[0]) or not terms
    return (
        len(set(terms) - set(_held(tables.term, "term")))
        + len(set(words) - set(_held(tables.word, "word")))
        + len(_without_parts(tables))
        + (not counted)
    )


def _without_parts(tables: Tables) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT w.word FROM {tables.word} w WHERE NOT EXISTS "
            f"(SELECT 1 FROM {tables.near} n WHERE n.word = w.word)"
        )
        return [word for (word,) in cursor.fetchall()]


def _held(table: str, column: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column}, df FROM {table}")
        return dict(cursor.fetchall())


def _correct(table: str, column: str, held: Mapping[str, int], counted: Mapping[str, int]) -> None:
    changed = [(n, each) for each, n in sorted(counted.items()) if held.get(each, 1) != n]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET df = %s WHERE {column} = %s", changed)


def _batch_after(tables: Tables, columns: str, last: int) -> list[Any]:
    """Some rows of `text` at a time, so that memory stays flat."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT listing_id, {columns} FROM {tables.text} WHERE listing_id > %s "
            f"ORDER BY listing_id LIMIT {A_BATCH}",
            [last],
        )
        return list(cursor.fetchall())
