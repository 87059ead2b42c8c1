"""Which tokens and words the documents have: what rarity and corrections go by."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from django.db import connection

from search import language
from search.engines.database.dialects import Sql, dialect
from search.engines.database.documents import near_parts
from search.engines.database.rows import batches, insert_rows
from search.engines.database.tables import Tables


def note_tokens(tables: Tables, tokens: Iterable[str]) -> None:
    """A token that is new counts for one document until the next count."""
    new = _missing(tables.term, "term", sorted(tokens))
    insert_rows(tables.term, [(token, 1) for token in new], known=True)


def note_words(tables: Tables, words: Iterable[str]) -> None:
    new = _missing(tables.word, "word", sorted(words))
    insert_rows(tables.word, [(word, 1) for word in new], known=True)
    insert_rows(
        tables.near, [(p, word) for word in new for p in sorted(near_parts(word))], known=True
    )


def _missing(table: str, column: str, values: Sequence[str]) -> list[str]:
    """Those of the values that a table does not have, in order, so that two that write at once take
    their turns."""
    held: set[str] = set()
    with connection.cursor() as cursor:
        for part in batches(values, 900):
            holders = ", ".join(["%s"] * len(part))
            cursor.execute(f"SELECT {column} FROM {table} WHERE {column} IN ({holders})", part)
            held.update(value for (value,) in cursor.fetchall())
    return [value for value in values if value not in held]


def drop_words(tables: Tables, words: set[str]) -> None:
    """Take out those words that no document has any more, at once: nobody may learn from a
    correction what stood in a page that is private by now."""
    forget_words(tables, words - _still_there(tables, words, _has_word))


def drop_tokens(tables: Tables, tokens: set[str]) -> None:
    """The same for tokens: what is not corrected is known."""
    gone = sorted(tokens - _still_there(tables, tokens, _has_token))
    with connection.cursor() as cursor:
        for part in batches(gone, 900):
            holders = ", ".join(["%s"] * len(part))
            cursor.execute(f"DELETE FROM {tables.term} WHERE term IN ({holders})", part)


def _has_word(tables: Tables, word: str) -> Sql:
    having, asked = dialect().having(tables, language.tokens_of_word(word))
    return (
        f"SELECT 1 FROM {tables.text} WHERE listing_id IN ({having}) AND words LIKE %s",
        [*asked, f"% {word} %"],
    )


def _has_token(tables: Tables, token: str) -> Sql:
    return dialect().having(tables, [token])


def _still_there(tables: Tables, words: set[str], asking: Callable[[Tables, str], Sql]) -> set[str]:
    """Those that a document has: a probe of the index each, which ends at the first."""
    there: set[str] = set()
    with connection.cursor() as cursor:
        for part in batches(sorted(words), 100):
            selects, parameters = [], []
            for word in part:
                has, asked = asking(tables, word)
                selects.append(f"SELECT CAST(%s AS text) WHERE EXISTS ({has})")
                parameters += [word, *asked]
            cursor.execute(" UNION ALL ".join(selects), parameters)
            there.update(word for (word,) in cursor.fetchall())
    return there


def forget_words(tables: Tables, words: Collection[str]) -> None:
    with connection.cursor() as cursor:
        for part in batches(sorted(words), 900):
            holders = ", ".join(["%s"] * len(part))
            cursor.execute(f"DELETE FROM {tables.word} WHERE word IN ({holders})", part)
            cursor.execute(f"DELETE FROM {tables.near} WHERE word IN ({holders})", part)
