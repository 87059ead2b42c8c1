"""The engine's own tables, made by plain SQL outside the model state: what they hold can always be
made anew from the listings, and each database has its own inverted index.

`document` is narrow: what ranks, filters and sorts. `text` holds the tokens of each part, for exact
scores, and its words as written, for corrections. SQLite's index is an ordinary FTS5 table;
PostgreSQL's is a GIN index over an array of "impact lexemes": a token and, from 1 to 4, how much it
weighs in that document.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

DEFAULT = "search_db"

_SHARED = """
CREATE TABLE {p}_document (listing_id {id} PRIMARY KEY, version bigint NOT NULL,
  boost double precision NOT NULL, length double precision NOT NULL, facets text NOT NULL,
  example smallint NOT NULL, level smallint NOT NULL, verified smallint NOT NULL,
  confirmed integer NOT NULL, published bigint NOT NULL, title_key text{collate} NOT NULL);
CREATE TABLE {p}_text (listing_id {id} PRIMARY KEY, title text NOT NULL, summary text NOT NULL,
  body text NOT NULL, keywords text NOT NULL, words text NOT NULL);
CREATE TABLE {p}_term (term text PRIMARY KEY, df integer NOT NULL);
CREATE TABLE {p}_word (word text PRIMARY KEY, df integer NOT NULL);
CREATE TABLE {p}_near (part text NOT NULL, word text NOT NULL, PRIMARY KEY (part, word));
CREATE INDEX {p}_near_word ON {p}_near (word);
CREATE TABLE {p}_start (starts text{collate} NOT NULL, place smallint NOT NULL,
  weight smallint NOT NULL, listing_id bigint NOT NULL, PRIMARY KEY (starts, listing_id, place));
CREATE INDEX {p}_start_listing ON {p}_start (listing_id);
CREATE TABLE {p}_facet (code integer PRIMARY KEY, facet text NOT NULL, value text NOT NULL,
  UNIQUE (facet, value));
CREATE TABLE {p}_state (id smallint PRIMARY KEY, documents integer NOT NULL,
  average double precision NOT NULL, levelled double precision NOT NULL, counted_at text NOT NULL)
"""
_SQLITE = """
CREATE VIRTUAL TABLE {p}_fts USING fts5(title, summary, body, keywords,
  tokenize="unicode61 remove_diacritics 0 tokenchars '_'");
CREATE VIRTUAL TABLE {p}_vocab USING fts5vocab({p}_fts, 'row')
"""
_POSTGRESQL = """
CREATE TABLE {p}_lexeme (listing_id bigint PRIMARY KEY, boost double precision NOT NULL,
  facets text NOT NULL, lex text[] NOT NULL);
CREATE INDEX {p}_lexeme_lex ON {p}_lexeme USING gin (lex) WITH (fastupdate=off)
"""
PARTS = ("document", "text", "term", "word", "near", "start", "facet", "state")


@dataclass(frozen=True)
class Tables:
    """The tables under one prefix."""

    prefix: str = DEFAULT

    def __getattr__(self, part: str) -> str:
        """`tables.document`: the name of a table."""
        if part.startswith("_"):
            raise AttributeError(part)
        return f"{self.prefix}_{part}"

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of all of them, in the order in which they can be dropped."""
        own = ("lexeme",) if connection.vendor == "postgresql" else ("vocab", "fts")
        return tuple(f"{self.prefix}_{part}" for part in (*own, *PARTS))

    def create(self) -> None:
        """Make them, empty."""
        postgresql = connection.vendor == "postgresql"
        statements = _SHARED + ";" + (_POSTGRESQL if postgresql else _SQLITE)
        collate = ' COLLATE "C"' if postgresql else ""
        # SQLite finds a row by its number in one step only where the type is called so.
        number = "bigint" if postgresql else "integer"
        with connection.cursor() as cursor:
            for statement in statements.split(";"):
                cursor.execute(statement.format(p=self.prefix, collate=collate, id=number))

    def drop(self) -> None:
        """Remove them, as far as they are there."""
        with connection.cursor() as cursor:
            for name in self.parts:
                cursor.execute(f"DROP TABLE IF EXISTS {name}")

    def clear(self) -> None:
        """Empty them; nothing where they are not there."""
        there = set(connection.introspection.table_names())
        with connection.cursor() as cursor:
            for name in self.parts:
                if name in there and not name.endswith("_vocab"):
                    cursor.execute(f"DELETE FROM {name}")
