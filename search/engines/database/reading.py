"""Asking the engine's tables: each function is one statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from search.engines import base
from search.engines.database import documents
from search.engines.database.dialects import (
    COUNTED_FIT,
    Dialect,
    Sql,
    dialect,
    narrowed_fit,
    numbers,
)
from search.engines.database.documents import NO_LEVEL
from search.engines.database.plan import Plan, Rarity
from search.engines.database.scoring import Candidate, Shown
from search.engines.database.tables import Tables
from search.engines.database.trust import Trust

HITS, HIT = 0, 1
FEW_CODES = 250  # of facet values
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
    known: Collection[int] = (),
) -> Answer:
    """Hits, total and all facets in one statement. `plan` None: everything fits. `filters` has the
    codes of the chosen values; a facet none of whose values any listing has fits nothing. `known` are
    the codes that there were a while ago: it is quicker with them, and the same without."""
    speaks = dialect()
    order = sort if sort != base.BEST or plan is not None else base.STRONGEST
    bits = {facet: 1 << place for place, facet in enumerate(sorted(filters))}
    miss = _missing(speaks, {bits[facet]: codes for facet, codes in filters.items()})
    clauses, matching, parameters = _clauses(tables, speaks, plan, COLUMNS[order], miss)
    counted = "".join(f", {_counted(speaks, bit)}" for bit in bits.values())
    unused = ", 0, ''" * len(bits)
    near = speaks.near(most) if plan is not None and order == base.BEST and not bits else "true"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {clauses} "
            f"SELECT {HITS} AS a, {matching} AS b, 0.0 AS c, {_counted(speaks, 0)}{counted} FROM h "
            f"UNION ALL SELECT * FROM (SELECT {HIT}, id, score, 0, ''{unused} FROM h "
            f"WHERE miss = 0 AND {near} ORDER BY {ORDERS[order]} LIMIT {int(most)}) t",
            parameters,
        )
        rows = cursor.fetchall()
    whole = next(row for row in rows if row[0] == HITS)
    fitting, facets = int(whole[3]), _tally(whole[4] or "", known)
    missed = dict(zip(bits, zip(whole[5::2], whole[6::2], strict=True), strict=True))
    return Answer(
        ids=[int(row[1]) for row in rows if row[0] == HIT],
        total=fitting,
        counts={"": facets}
        | {facet: facets + _tally(more or "", known) for facet, (_, more) in missed.items()},
        without={facet: fitting + int(more) for facet, (more, _) in missed.items()},
        matching=int(whole[1]),
    )


def _clauses(
    tables: Tables, speaks: Dialect, plan: Plan | None, columns: str, miss: Sql | None
) -> tuple[str, str, list[Any]]:
    """Those of a WITH that end in one called `h`: what fits all filters, or all but one, with `miss`.
    And how to count what matches whatever the filters say, and the parameters of both."""
    if plan is not None and miss is not None:
        return speaks.narrowed(tables, plan, columns, miss)
    fit = f"SELECT d.listing_id AS id, 0.0 AS score, d.facets{columns} FROM {tables.document} d"
    clauses, asked = f"fit AS ({fit})", list[Any]()
    if plan is not None:
        clauses, asked = speaks.matches(tables, plan, columns)
    if miss is None:
        return f"{clauses}, h AS {speaks.kept} (SELECT *, 0 AS miss FROM fit)", "count(*)", asked
    return f"{clauses}, {narrowed_fit(miss[0])}", COUNTED_FIT, [*asked, *miss[1]]


def _missing(speaks: Dialect, filters: Mapping[int, Sequence[int]]) -> Sql | None:
    """0 for what fits all filters, the number of the filter for what fits all but one, and NULL for
    the rest, which nobody counts: in most documents the second filter that fails is soon found.
    None without filters."""
    if not filters:
        return None
    fits, asked = {}, {}
    for number, codes in filters.items():
        fits[number] = " OR ".join([f"{speaks.place}(facets, %s) > 0"] * len(codes)) or "false"
        asked[number] = [documents.character(code) for code in sorted(codes)]
    cases, parameters, later = [], list[Any](), list(filters)
    for number in filters:
        later.remove(number)
        others = " AND ".join(f"({fits[each]})" for each in later) or "true"
        cases.append(f"WHEN NOT ({fits[number]}) THEN CASE WHEN {others} THEN {number} END")
        parameters += asked[number] + [value for each in later for value in asked[each]]
    return f"CASE {' '.join(cases)} ELSE 0 END", parameters


def _counted(speaks: Dialect, miss: int) -> str:
    """How many fit but for the filters of `miss`, and all their facet values in one string. Filters
    of the aggregate, since a GROUP BY would sort every string."""
    which = f"FILTER (WHERE miss = {miss})"
    return f"count(*) {which}, {speaks.gather} {which}"


def _tally(gathered: str, known: Collection[int]) -> Counter[int]:
    """How often each code stands in a string of their characters. To look for each of a few takes a
    third of the time that it takes to look at each character."""
    if len(known) <= FEW_CODES:
        found = {code: n for code in known if (n := gathered.count(documents.character(code)))}
        if sum(found.values()) == len(gathered):
            return Counter(found)
    return Counter({documents.code_of(each): n for each, n in Counter(gathered).items()})


def candidates(tables: Tables, ids: Sequence[int], *, listed: bool = True) -> list[Candidate]:
    """The documents of proposed ids, in their order; `listed`: without those whose listing has been
    withdrawn this very moment."""
    if not ids:
        return []
    join = "JOIN search_listing l ON l.id = t.listing_id AND l.withdrawn_at IS NULL "
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.listing_id, t.title, t.summary, t.body, t.keywords, d.length, d.level, d.verified, "
            f"d.confirmed, d.example FROM {tables.text} t "
            f"JOIN {tables.document} d ON d.listing_id = t.listing_id {join if listed else ''}"
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
    )


def shown(ids: Sequence[int]) -> dict[int, Shown]:
    """What hits show of their listings, by the listings' ids: only of the hits of one page, because a
    hundred long texts take longer to fetch than to score."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, kind, object_id, title, summary, substr(body, 1, {LONGEST_READ}) "
            f"FROM search_listing WHERE withdrawn_at IS NULL AND id IN ({numbers(ids)})"
        )
        return {row[0]: Shown(*row[1:]) for row in cursor.fetchall()}


def facet_codes(tables: Tables) -> dict[int, tuple[str, str]]:
    """Every facet value by its code."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT code, facet, value FROM {tables.facet}")
        return {code: (facet, value) for code, facet, value in cursor.fetchall()}
