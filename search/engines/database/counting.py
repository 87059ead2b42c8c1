"""How rare tokens and words are, and how long documents are: counted as due work, never per write."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from marketplace.core import clock
from search.engines.database.dialects import dialect
from search.engines.database.rows import A_BATCH, insert_rows
from search.engines.database.tables import Tables
from search.engines.database.words import forget_words, note_words
from search.engines.database.writing import SOME_LENGTH
from search.models import Listing

OFF = 1.3  # how far the mean length may move before PostgreSQL's levels are made anew
SMALL = 5_000  # listings that are counted in no time
ENOUGH_CHANGED = 0.05
LONGEST_WAIT = dt.timedelta(hours=6)


def recount(tables: Tables) -> None:
    """Count anew how many documents each token and word stands in, and how long documents are."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {tables.term}")
        # Whoever takes a listing in meanwhile may note a token of it between the two.
        cursor.execute(
            f"INSERT INTO {tables.term} SELECT c.term, c.df FROM ({dialect().count_terms(tables)}) c "
            "WHERE true ON CONFLICT (term) DO UPDATE SET df = excluded.df"
        )
        _recount_words(tables)
        cursor.execute(f"SELECT count(*), avg(length) FROM {tables.document}")
        documents, average = cursor.fetchone()
        cursor.execute(f"SELECT levelled FROM {tables.state}")
        row = cursor.fetchone()
        levelled = float(row[0]) if row else float(average or SOME_LENGTH)
        average = float(average or levelled)
        if not levelled / OFF < average < levelled * OFF:
            for rows in _in_batches(tables, "title, summary, body"):
                dialect().relevel(tables, rows, average)
            levelled = average
        cursor.execute(f"DELETE FROM {tables.state}")
        insert_rows(tables.state, [(1, documents, average, levelled, clock.now().isoformat())])


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


def _recount_words(tables: Tables) -> None:
    counted: Counter[str] = Counter()
    for rows in _in_batches(tables, "words"):
        for _, words in rows:
            counted.update(words.split())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT word, df FROM {tables.word}")
        held = dict(cursor.fetchall())
        forget_words(tables, set(held) - set(counted))
        note_words(tables, set(counted) - set(held))
        changed = [(n, word) for word, n in counted.items() if held.get(word, 1) != n]
        cursor.executemany(f"UPDATE {tables.word} SET df = %s WHERE word = %s", sorted(changed))


def _in_batches(tables: Tables, columns: str) -> Iterator[list[Any]]:
    """The rows of `text`, some at a time, so that memory stays flat."""
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT listing_id, {columns} FROM {tables.text} WHERE listing_id > %s "
                f"ORDER BY listing_id LIMIT {A_BATCH}",
                [last],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]
