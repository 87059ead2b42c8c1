"""What differs between the two databases: how documents enter the inverted index, and how it
proposes those that match. `bm25` of SQLite and the impact levels of PostgreSQL only propose; the
exact scores are worked out in Python, the same for both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Protocol

from django.db import connection

from search.engines.database.documents import WEIGHTS, Document, weighted_length
from search.engines.database.plan import Loose, Part, Plan, Term, written
from search.engines.database.scoring import K1, LOOSELY, B
from search.engines.database.tables import Tables
from search.engines.database.trust import WORST_OF_BEST

LEVELS = 4
MOST_IMPACT = 2.4
MOST_BITS = 62  # of a bigint; of more parts than that, no document has all
ALL_WORDS = 1.5  # PostgreSQL's proposals: how much more a document counts that has every word

Sql = tuple[str, list[Any]]
COUNTED_FIT = "(SELECT count(*) FROM fit)"


class Dialect(Protocol):
    """The index of one database."""

    def add(self, tables: Tables, documents: Collection[Document], average: float) -> None: ...

    def remove(self, tables: Tables, listing_ids: Collection[int]) -> None: ...

    def relevel(self, tables: Tables, rows: Collection[Any], average: float) -> None:
        """Weigh documents anew, given as id, title, summary, body of the table `text`."""
        ...

    def having(self, tables: Tables, tokens: Collection[str]) -> Sql:
        """A select of the ids of the documents with any of the tokens."""
        ...

    def matches(self, tables: Tables, plan: Plan, columns: str) -> Sql:
        """The clauses of a WITH that end in one called `fit`: for each document that matches, `id`,
        its proposed `score`, its `facets`, and `columns` of the table `document` as `d`."""
        ...

    def ids(self, tables: Tables) -> str:
        """A select of all that the index holds."""
        ...

    def count_terms(self, tables: Tables) -> str:
        """A select of `term, df` over the whole index."""
        ...

    @property
    def place(self) -> str:
        """The function that says where a string has another, 0 where it has not."""
        ...

    @property
    def gather(self) -> str:
        """The aggregate that puts strings one after the other."""
        ...

    @property
    def kept(self) -> str:
        """Whether what fits is written down to be read several times, or joined each time: where no
        filter is on."""
        ...

    def narrowed(
        self, tables: Tables, plan: Plan, columns: str, miss: Sql
    ) -> tuple[str, str, list[Any]]:
        """The clauses of a WITH that end in one called `h`: as `matches`, with `miss`, and without
        those of which that is NULL. And a select of how many match altogether, and the parameters of
        both."""
        ...

    def near(self, most: int) -> str:
        """A condition on what fits, that holds for the best and for not many more."""
        ...


def dialect() -> Dialect:
    """That of the database in use."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()


def numbers(values: Collection[int]) -> str:
    """Ids for an IN: numbers of ours, so that no limit on parameters counts them."""
    return ",".join(str(int(value)) for value in values) or "NULL"


def narrowed_fit(miss: str) -> str:
    """The clause `h` of what the clause `fit` has. Kept, or what fails which filter would be worked
    out anew for every count."""
    return (
        f"h AS MATERIALIZED (SELECT * FROM (SELECT *, {miss} AS miss FROM fit) f "
        "WHERE miss IS NOT NULL)"
    )


class SQLite:
    """FTS5."""

    place = "instr"
    gather = "group_concat(facets, '')"
    kept = "NOT MATERIALIZED"  # writing the strings down takes longer than a second join

    def add(self, tables: Tables, documents: Collection[Document], average: float) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {tables.fts} (rowid, title, summary, body, keywords) "
                "VALUES (%s, %s, %s, %s, %s)",
                [(d.listing_id, *(" ".join(part) for part in d.tokens)) for d in documents],
            )

    def remove(self, tables: Tables, listing_ids: Collection[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {tables.fts} WHERE rowid IN ({numbers(listing_ids)})")

    def relevel(self, tables: Tables, rows: Collection[Any], average: float) -> None:
        """bm25 keeps its own mean."""

    def having(self, tables: Tables, tokens: Collection[str]) -> Sql:
        asked = " OR ".join(self._quoted((token,)) for token in tokens)
        return f"SELECT rowid FROM {tables.fts} WHERE {tables.fts} MATCH %s", [asked]

    def matches(self, tables: Tables, plan: Plan, columns: str) -> Sql:
        # CROSS JOIN: from the matches to their documents, not the other way. And bm25 cannot be asked
        # for inside of an aggregate.
        return (
            f"m AS MATERIALIZED (SELECT rowid AS id, {self._score(tables)} AS s "
            f"FROM {tables.fts} WHERE {tables.fts} MATCH %s), "
            "fit AS NOT MATERIALIZED ("
            f"SELECT d.listing_id AS id, m.s, m.s * d.boost AS score, d.facets{columns} "
            f"FROM m CROSS JOIN {tables.document} d ON d.listing_id = m.id)",
            [self._wanted(plan)],
        )

    def narrowed(
        self, tables: Tables, plan: Plan, columns: str, miss: Sql
    ) -> tuple[str, str, list[Any]]:
        """Half of the time goes into bm25, so it is asked for of what fits all filters alone."""
        missing, asked = miss
        wanted = self._wanted(plan)
        score = f"CASE WHEN {missing} = 0 THEN {self._score(tables)} * d.boost ELSE 0 END"
        return (
            f"h AS MATERIALIZED (SELECT d.listing_id AS id, {score} AS score, d.facets{columns}, "
            f"{missing} AS miss FROM {tables.fts} "
            f"CROSS JOIN {tables.document} d ON d.listing_id = {tables.fts}.rowid "
            f"WHERE {tables.fts} MATCH %s AND {missing} IS NOT NULL)",
            f"(SELECT count(*) FROM {tables.fts} WHERE {tables.fts} MATCH %s)",
            [*asked, *asked, wanted, *asked, wanted],
        )

    def _score(self, tables: Tables) -> str:
        return f"-bm25({tables.fts}, {', '.join(map(str, WEIGHTS))})"

    def _wanted(self, plan: Plan) -> str:
        """What MATCH is asked."""
        choosing = [self._either(part) for part in plan.parts if part.chooses]
        others = [self._either(part) for part in plan.parts if not part.chooses]
        choosing, others = list(filter(None, choosing)), list(filter(None, others))
        asked = f"({' OR '.join(choosing)})"
        if others:
            # Every phrase of the query counts in bm25, so the others are named twice to be optional.
            asked = f"{asked} AND ({' OR '.join([*choosing, *others, *others])})"
        for runs in plan.phrases:
            asked += f" AND ({' OR '.join(self._quoted(run) for run in runs)})"
        return asked

    def near(self, most: int) -> str:
        """Whatever is known of a document cannot lift it from below this among the best, so that not
        every match is joined with its document a second time."""
        last = f"(SELECT s FROM m ORDER BY s DESC LIMIT 1 OFFSET {int(most) - 1})"
        return f"s >= {WORST_OF_BEST} * coalesce({last}, 0)"

    def _either(self, part: Part) -> str:
        tokens = dict.fromkeys(t for term in part.terms if term.proposes for t in term.tokens)
        found = [self._quoted((token,)) for token in tokens]
        found += [self._quoted(run.tokens) for run in part.runs]
        found += [
            "(" + " AND ".join(self._any_of(term) for term in choice) + ")"
            for loose in part.loose
            for choice in loose.choices
        ]
        return " OR ".join(found)

    def _any_of(self, term: Term) -> str:
        return "(" + " OR ".join(self._quoted((token,)) for token in term.tokens) + ")"

    @staticmethod
    def _quoted(run: Sequence[str]) -> str:
        # Tokens are letters, figures and the mark: none can end the quotes.
        return f'"{" ".join(run)}"'

    def ids(self, tables: Tables) -> str:
        return f"SELECT rowid FROM {tables.fts}"

    def count_terms(self, tables: Tables) -> str:
        return f"SELECT term, doc AS df FROM {tables.vocab}"


class PostgreSQL:
    """A GIN index over impact lexemes, "counc#3"; what ranks and is counted stands beside them."""

    place = "strpos"
    gather = "string_agg(facets, '')"
    kept = "MATERIALIZED"

    def narrowed(
        self, tables: Tables, plan: Plan, columns: str, miss: Sql
    ) -> tuple[str, str, list[Any]]:
        clauses, asked = self.matches(tables, plan, columns)
        return f"{clauses}, {narrowed_fit(miss[0])}", COUNTED_FIT, [*asked, *miss[1]]

    def near(self, most: int) -> str:
        """Everything: what fits was written down once."""
        return "true"

    def add(self, tables: Tables, documents: Collection[Document], average: float) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {tables.lexeme} (listing_id, boost, facets, lex) "
                "VALUES (%s, %s, %s, %s)",
                [
                    (d.listing_id, d.trust.lasting, d.facets, list(_lexemes(d.tokens, average)))
                    for d in documents
                ],
            )

    def remove(self, tables: Tables, listing_ids: Collection[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {tables.lexeme} WHERE listing_id IN ({numbers(listing_ids)})"
            )

    def relevel(self, tables: Tables, rows: Collection[Any], average: float) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {tables.lexeme} SET lex = %s WHERE listing_id = %s",
                [
                    (list(_lexemes([part.split() for part in parts], average)), listing_id)
                    for listing_id, *parts in rows
                ],
            )

    def having(self, tables: Tables, tokens: Collection[str]) -> Sql:
        return (
            f"SELECT listing_id FROM {tables.lexeme} WHERE lex && %s::text[]",
            [[lexeme for token in tokens for lexeme in _at_any_level(token)]],
        )

    def matches(self, tables: Tables, plan: Plan, columns: str) -> Sql:
        asked, parameters = self._proposed(tables, plan)
        document = f" JOIN {tables.document} d ON d.listing_id = m.id" if columns else ""
        return (
            f"fit AS (SELECT m.id, m.score, m.facets{columns} FROM ({asked}) m{document})",
            parameters,
        )

    def _proposed(self, tables: Tables, plan: Plan) -> Sql:
        words, values = self._words(plan)
        others, parameters = self._others(tables, plan)
        phrases, asked = self._phrases(tables, plan)
        score = "sum(w)"
        if len(plan.parts) <= MOST_BITS:
            every = (1 << len(plan.parts)) - 1
            score += f" * CASE WHEN bit_or(t) = {every} THEN {ALL_WORDS} ELSE 1 END"
        looked_up = f"{words} JOIN {tables.lexeme} i ON i.lex @> q.lex"
        if words and not others:
            # Grouped by its key, the row of a document is at hand: nothing more is looked up.
            return (
                f"SELECT i.listing_id AS id, i.boost * {score} AS score, i.facets "
                f"FROM {looked_up}{phrases} GROUP BY i.listing_id HAVING max(r) = 1",
                [*values, *asked],
            )
        selects = [f"SELECT i.listing_id, w, t, r FROM {looked_up}"] if words else []
        selects += others
        if not selects:
            nothing = "SELECT listing_id AS id, 0.0 AS score, facets"
            return f"{nothing} FROM {tables.lexeme} WHERE false", []
        return (
            "SELECT i.listing_id AS id, i.boost * g.score AS score, i.facets "
            f"FROM (SELECT id, {score} AS score FROM ({' UNION ALL '.join(selects)}) "
            "u(id, w, t, r) GROUP BY 1 HAVING max(r) = 1) g "
            f"JOIN {tables.lexeme} i ON i.listing_id = g.id{phrases}",
            [*values, *parameters, *asked],
        )

    def _words(self, plan: Plan) -> Sql:
        """Each token at each level: what it weighs, which part it is of, whether that chooses."""
        rows: list[str] = []
        values: list[Any] = []
        for number, part in enumerate(plan.parts):
            for token, weight in _weights(part):
                for level in range(1, LEVELS + 1):
                    rows.append("(ARRAY[%s], %s, %s, %s)")
                    weighs = weight * level / LEVELS
                    values += [f"{token}#{level}", weighs, _bit(number), int(part.chooses)]
        if rows:
            rows[0] = "(ARRAY[%s]::text[], %s::float8, %s::bigint, %s::int)"
        return f"(VALUES {', '.join(rows)}) q(lex, w, t, r)" if rows else "", values

    def _others(self, tables: Tables, plan: Plan) -> tuple[list[str], list[Any]]:
        """What is found by several tokens at once: synonyms, and most words of a meaning."""
        selects: list[str] = []
        parameters: list[Any] = []
        for number, part in enumerate(plan.parts):
            found = [(self._has_run(tables, run.tokens), run.idf / 2) for run in part.runs]
            for loose in part.loose:
                weighs = LOOSELY * sum(term.idf for term in loose.terms) / 2
                found.append((self._has_most(loose), weighs))
            for (condition, asked), weighs in found:
                selects.append(
                    "SELECT i.listing_id, %s::float8, %s::bigint, %s::int "
                    f"FROM {tables.lexeme} i WHERE {condition}"
                )
                parameters += [weighs, _bit(number), int(part.chooses), *asked]
        return selects, parameters

    def _phrases(self, tables: Tables, plan: Plan) -> Sql:
        conditions, parameters = [], []
        for runs in plan.phrases:
            either = []
            for run in runs:
                condition, asked = self._has_run(tables, run)
                either.append(condition)
                parameters += asked
            conditions.append(f" AND ({' OR '.join(either)})")
        return "".join(conditions), parameters

    def _has_run(self, tables: Tables, run: Sequence[str]) -> Sql:
        """That a document has some tokens, and where they are several, one after the other."""
        conditions = ["i.lex && %s::text[]"] * len(set(run))
        parameters: list[Any] = [_at_any_level(token) for token in dict.fromkeys(run)]
        if len(run) > 1:
            conditions.append(
                f"EXISTS (SELECT 1 FROM {tables.text} x WHERE x.listing_id = i.listing_id AND "
                "(x.title LIKE %s OR x.summary LIKE %s OR x.body LIKE %s OR x.keywords LIKE %s))"
            )
            # The mark of acronyms would mean any character to LIKE.
            parameters += [f"%{written(run)}%".replace("_", "\\_")] * 4
        return f"({' AND '.join(conditions)})", parameters

    def _has_most(self, loose: Loose) -> Sql:
        choices, parameters = [], []
        for choice in loose.choices:
            choices.append(" AND ".join(["i.lex && %s::text[]"] * len(choice)))
            parameters += [
                [lexeme for token in term.tokens for lexeme in _at_any_level(token)]
                for term in choice
            ]
        return " OR ".join(f"({choice})" for choice in choices), parameters

    def ids(self, tables: Tables) -> str:
        return f"SELECT listing_id FROM {tables.lexeme}"

    def count_terms(self, tables: Tables) -> str:
        return (
            "SELECT split_part(lexeme, '#', 1) AS term, count(*) AS df "
            f"FROM {tables.lexeme}, unnest(lex) AS lexeme GROUP BY 1"
        )


def _weights(part: Part) -> Iterator[tuple[str, float]]:
    for term in filter(lambda term: term.proposes, part.terms):
        for token in dict.fromkeys(term.tokens):
            yield token, term.idf * term.said


def _bit(number: int) -> int:
    """By which a part is known among those that a document has."""
    return 1 << min(number, MOST_BITS)


def _at_any_level(token: str) -> list[str]:
    return [f"{token}#{level}" for level in range(1, LEVELS + 1)]


def _lexemes(tokens: Sequence[Sequence[str]], average: float) -> Iterator[str]:
    """The tokens of a document's parts with how much each weighs in it, from 1 to 4."""
    often: defaultdict[str, float] = defaultdict(float)
    for weight, part in zip(WEIGHTS, tokens, strict=True):
        for token in part:
            often[token] += weight
    norm = K1 * (1 - B + B * weighted_length(tokens) / (average or 1))
    for token, f in often.items():
        impact = f * (K1 + 1) / (f + norm)
        yield f"{token}#{min(max(round(impact / MOST_IMPACT * LEVELS), 1), LEVELS)}"
