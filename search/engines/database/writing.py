"""Taking listings in and forgetting them, inside the transaction of the change."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import connection, transaction

from search.engines.base import Indexed
from search.engines.database.dialects import dialect, numbers
from search.engines.database.documents import CODES, Document, document, first_code
from search.engines.database.rows import insert_rows
from search.engines.database.tables import Tables
from search.engines.database.words import drop_tokens, drop_words, note_tokens, note_words

SOME_LENGTH = 150.0  # of a document, before any was counted


def index(tables: Tables, listings: Collection[Indexed]) -> None:
    """Take listings in, in place of what was held of them."""
    listings = list(listings)
    if not listings:
        return
    codes = facet_codes(tables, {pair for each in listings for pair in each.facet_values})
    documents = [document(each, codes) for each in listings]
    with transaction.atomic():
        words, tokens = _erase(tables, [each.listing_id for each in documents])
        average = _average(tables, documents)
        _insert(tables, documents)
        dialect().add(tables, documents, average)
        now = set().union(*(each.words for each in documents))
        said = {token for each in documents for part in each.tokens for token in part}
        note_tokens(tables, said)
        note_words(tables, now)
        drop_words(tables, words - now)
        drop_tokens(tables, tokens - said)


def withdraw(tables: Tables, listing_ids: Collection[int]) -> None:
    """Forget listings, and every word that none but they had."""
    if listing_ids:
        with transaction.atomic():
            words, tokens = _erase(tables, listing_ids)
            drop_words(tables, words)
            drop_tokens(tables, tokens)


def _erase(tables: Tables, listing_ids: Collection[int]) -> tuple[set[str], set[str]]:
    """Take documents out; returns the words and the tokens that they had."""
    ids = numbers(listing_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT words, title, summary, body, keywords FROM {tables.text} WHERE listing_id IN ({ids})"
        )
        rows = cursor.fetchall()
        for table in (tables.document, tables.text, tables.start):
            cursor.execute(f"DELETE FROM {table} WHERE listing_id IN ({ids})")
    dialect().remove(tables, listing_ids)
    words = {word for held, *_ in rows for word in held.split()}
    return words, {token for _, *parts in rows for part in parts for token in part.split()}


def _insert(tables: Tables, documents: Sequence[Document]) -> None:
    starts = [
        (key, place, each.weight, each.listing_id)
        for each in documents
        for key, place in each.starts
    ]
    insert_rows(tables.document, [each.row for each in documents])
    insert_rows(tables.text, [each.text_row for each in documents])
    insert_rows(tables.start, starts)


def _average(tables: Tables, documents: Sequence[Document]) -> float:
    """The mean weighted length that levels are worked out with."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT levelled FROM {tables.state}")
        row = cursor.fetchone()
        if row:
            return float(row[0])
        average = sum(each.length for each in documents) / len(documents) or SOME_LENGTH
        insert_rows(tables.state, [(1, 0, average, average, "")], known=True)
    return average


# Facet values -------------------------------------------------------------------------------------


def facet_codes(tables: Tables, pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The code of each facet value, given now to those that have none. Codes are for ever."""
    codes = _known_codes(tables)
    step = 0
    while new := sorted(set(pairs) - set(codes)):
        # A code that another value has already, or is being given by somebody else, is passed over.
        rows = [((first_code(*pair) + step) % CODES, *pair) for pair in new]
        insert_rows(tables.facet, rows, known=True)
        codes = _known_codes(tables)
        step += 1
    return codes


def _known_codes(tables: Tables) -> dict[tuple[str, str], int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT facet, value, code FROM {tables.facet}")
        return {(facet, value): code for facet, value, code in cursor.fetchall()}
