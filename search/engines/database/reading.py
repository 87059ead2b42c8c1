"""Asking the engine's tables: each function is one statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from search.engines import base
from search.engines.database import documents
from search.engines.database.dialects import dialect, numbers
from search.engines.database.documents import NO_LEVEL
from search.engines.database.plan import Plan, Rarity
from search.engines.database.scoring import Candidate, Shown
from search.engines.database.tables import Tables
from search.engines.database.trust import Trust

HIT, MATCHING = -1, -2
LONGEST_READ = 10_000  # characters of a body, for its snippet

ORDERS = {
    base.BEST: "score DESC, id",
    base.STRONGEST: "example, level DESC, confirmed DESC, published DESC, id",
    base.NEWEST: "example, published DESC, id",
    base.TITLE: "example, title_key, id",
}
COLUMNS = {
    base.BEST: "",
    base.STRONGEST: ", d.example, d.level, d.confirmed, d.published",
    base.NEWEST: ", d.example, d.published",
    base.TITLE: ", d.example, d.title_key",
}


@dataclass(frozen=True)
class Answer:
    """What the one statement says: ids in the proposed order, how many fit, the facets' counts by
    code, each without its own filter, how many fit without each filter, and how many match whatever
    the filters say."""

    ids: list[int]
    total: int
    counts: Mapping[str, Counter[int]]
    without: Mapping[str, int]
    matching: int


def rarity(tables: Tables, tokens: Collection[str]) -> Rarity:
    """How rare tokens are, and what the index holds altogether."""
    asked = sorted(tokens)
    holders = ", ".join(["%s"] * len(asked)) or "NULL"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT '', documents, average FROM {tables.state} "
            f"UNION ALL SELECT term, df, 0.0 FROM {tables.term} WHERE term IN ({holders})",
            asked,
        )
        rows = cursor.fetchall()
    whole = next(((int(n), float(average)) for term, n, average in rows if not term), (0, 0.0))
    df = {term: int(n) for term, n, _ in rows if term}
    return Rarity(max(whole[0], *df.values(), 1), whole[1] or 1.0, df)


def ask(
    tables: Tables,
    plan: Plan | None,
    filters: Mapping[str, Sequence[int]],
    *,
    sort: str,
    most: int,
) -> Answer:
    """Hits, total and all facets in one statement. `plan` None: everything fits. `filters` has the
    codes of the chosen values; a facet none of whose values any listing has fits nothing."""
    speaks = dialect()
    order = sort if sort != base.BEST or plan is not None else base.STRONGEST
    columns = COLUMNS[order]
    parameters: list[Any] = []
    if plan is None:
        source, scored = f"{tables.document} d", "0.0"
        matches = ""
    else:
        asked, asked_with = speaks.matches(tables, plan)
        matches = f"m AS MATERIALIZED ({asked}), "
        parameters += asked_with
        source = f"m {speaks.join} {tables.document} d ON d.listing_id = m.id"
        scored = "m.s * d.boost"
    misses, bits = [], {}
    for place, (facet, codes) in enumerate(sorted(filters.items())):
        bits[facet] = 1 << place
        absent = " AND ".join([f"{speaks.place}(d.facets, %s) = 0"] * len(codes)) or "true"
        misses.append(f"(CASE WHEN {absent} THEN {1 << place} ELSE 0 END)")
        parameters += map(documents.character, sorted(codes))
    miss = " + ".join(misses) or "0"
    counted = ", ".join(map(str, (0, *bits.values())))
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {matches}h AS MATERIALIZED (SELECT d.listing_id AS id, {scored} AS score, "
            f"d.facets, ({miss}) AS miss{columns} FROM {source}) "
            f"SELECT * FROM (SELECT {HIT} AS a, id AS b, score AS c, '' AS f FROM h WHERE miss = 0 "
            f"ORDER BY {ORDERS[order]} LIMIT {int(most)}) t "
            f"UNION ALL SELECT miss, count(*), 0.0, {speaks.gather} FROM h "
            f"WHERE miss IN ({counted}) GROUP BY miss "
            f"UNION ALL SELECT {MATCHING}, count(*), 0.0, '' FROM h",
            parameters,
        )
        rows = cursor.fetchall()
    return Answer(
        ids=[int(b) for a, b, _, _ in rows if a == HIT],
        total=sum(int(b) for a, b, _, _ in rows if a == 0),
        counts=_counts(rows, bits),
        without={
            facet: sum(int(b) for a, b, _, _ in rows if a in (0, bit))
            for facet, bit in bits.items()
        },
        matching=sum(int(b) for a, b, _, _ in rows if a == MATCHING),
    )


def _counts(
    rows: Sequence[tuple[int, int, float, str | None]], bits: Mapping[str, int]
) -> dict[str, Counter[int]]:
    """Codes counted: under "" for facets without a filter, under its name for one with."""
    by_miss = {int(a): Counter(f or "") for a, _, _, f in rows if a >= 0}
    if not by_miss:
        return {}
    fitting = by_miss.get(0, Counter())
    counts = {"": _decoded(fitting)}
    for facet, bit in bits.items():
        counts[facet] = _decoded(fitting + by_miss.get(bit, Counter()))
    return counts


def _decoded(counted: Counter[str]) -> Counter[int]:
    return Counter({documents.code_of(character): n for character, n in counted.items()})


def candidates(tables: Tables, ids: Sequence[int], *, listed: bool = True) -> list[Candidate]:
    """The documents of proposed ids, in their order; `listed`: with the words of their listings, and
    without those that have been withdrawn this very moment."""
    if not ids:
        return []
    words, join = "", ""
    if listed:
        words = f", l.kind, l.object_id, l.title, l.summary, substr(l.body, 1, {LONGEST_READ})"
        join = "JOIN search_listing l ON l.id = t.listing_id AND l.withdrawn_at IS NULL "
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.listing_id, t.title, t.summary, t.body, t.keywords, d.length, d.level, d.verified, "
            f"d.confirmed, d.example{words} FROM {tables.text} t "
            f"JOIN {tables.document} d ON d.listing_id = t.listing_id {join}"
            f"WHERE t.listing_id IN ({numbers(ids)})"
        )
        rows = {row[0]: _candidate(*row) for row in cursor.fetchall()}
    return [rows[listing_id] for listing_id in ids if listing_id in rows]


def _candidate(
    listing_id: int,
    title: str,
    summary: str,
    body: str,
    keywords: str,
    length: float,
    level: int,
    verified: int,
    confirmed: int,
    example: int,
    *shown: Any,
) -> Candidate:
    return Candidate(
        listing_id=listing_id,
        parts=(title, summary, body, keywords),
        length=float(length),
        trust=Trust(
            None if level == NO_LEVEL else level,
            bool(verified),
            documents.confirmed_on(confirmed),
            bool(example),
        ),
        shown=Shown(*shown) if shown else None,
    )


def facet_codes(tables: Tables) -> dict[int, tuple[str, str]]:
    """Every facet value by its code."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT code, facet, value FROM {tables.facet}")
        return {code: (facet, value) for code, facet, value in cursor.fetchall()}
