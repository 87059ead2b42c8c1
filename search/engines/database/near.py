"""What begins with some letters, and what is near in words."""

from __future__ import annotations

import math
from collections import Counter

from django.db import connection

from search import language
from search.engines.base import Suggestion
from search.engines.database import documents, reading
from search.engines.database.corrections import corrections
from search.engines.database.dialects import dialect
from search.engines.database.documents import LONGEST_START, WEIGHTS
from search.engines.database.plan import Part, Plan, Rarity, Term
from search.engines.database.tables import Tables

MOST_LOOKED_AT = 2000
AFTER_ALL_LETTERS = "\U0010ffff"
MOST_TELLING = 8  # words of a listing by which others are found
SHARED_BY = 2  # documents at least, or a word cannot lead anywhere
MOST_COMPARED = 40
SHARED_FACET = 0.15  # how much nearer two are for each facet value that both have
LONGEST_READ = 400  # tokens


def suggest(tables: Tables, letters: str, *, limit: int) -> list[Suggestion]:
    """Listings with a word in their title that begins so; where there are none, the word that was
    meant. Two statements at most."""
    asked = " ".join(language.fold(word.text) for word in language.words(language.clean(letters)))
    if not asked:
        return []
    start = asked[:LONGEST_START].strip()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.title, l.kind, l.object_id FROM (SELECT s.listing_id, min(s.place) AS place, "
            "max(s.weight) AS weight FROM (SELECT listing_id, place, weight FROM "
            f"{tables.start} WHERE starts >= %s AND starts < %s LIMIT {MOST_LOOKED_AT}) s "
            "GROUP BY s.listing_id) f JOIN search_listing l ON l.id = f.listing_id "
            "WHERE l.withdrawn_at IS NULL "
            f"ORDER BY f.place > 0, f.weight DESC, l.title, l.id LIMIT {int(limit)}",
            [start, start + AFTER_ALL_LETTERS],
        )
        rows = cursor.fetchall()
    rows = [row for row in rows if asked == start or asked in documents.folded(row[0])]
    if rows:
        return [Suggestion(title, "listing", (kind, number)) for title, kind, number in rows]
    last = asked.split()[-1]
    meant = corrections(tables, [last]).get(last)
    if not meant or meant == last:
        return []
    words = f"{asked[: -len(last)]}{meant}"
    return [Suggestion(words, "correction", words=words)]


def similar(tables: Tables, listing_id: int, *, limit: int) -> list[tuple[str, int]]:
    """The listings of the same kind that share its most telling words. Three statements."""
    own = reading.candidates(tables, [listing_id])
    if not own:
        return []
    often: Counter[str] = Counter()
    for weight, part in zip(WEIGHTS, own[0].parts, strict=True):
        for token in part.split()[:LONGEST_READ]:
            often[token] += weight  # type: ignore[assignment]
    rarity = reading.rarity(tables, often)
    telling = sorted(
        (token for token in often if rarity.df.get(token, 1) >= SHARED_BY),
        key=lambda token: (-math.sqrt(often[token]) * rarity.idf(rarity.df[token]), token),
    )[:MOST_TELLING]
    if not telling:
        return []
    return _same_kind(tables, _plan(telling, rarity), listing_id, limit)


def _plan(telling: list[str], rarity: Rarity) -> Plan:
    terms = [Term(t, (t,), rarity.idf(rarity.df[t]), rarity.df[t]) for t in telling]
    return Plan(tuple(Part((term,), ()) for term in terms), (), (), rarity)


def _same_kind(tables: Tables, plan: Plan, listing_id: int, limit: int) -> list[tuple[str, int]]:
    """Nearest in words, and the nearer for each facet value that both have."""
    fit, parameters = dialect().matches(tables, plan, "")
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {fit}, near AS MATERIALIZED (SELECT * FROM fit) "
            "SELECT l.kind, l.object_id, near.score, near.facets, own.facets FROM near "
            "JOIN search_listing l ON l.id = near.id "
            "JOIN search_listing mine ON mine.kind = l.kind "
            f"JOIN {tables.document} own ON own.listing_id = mine.id "
            "WHERE mine.id = %s AND l.id <> %s AND l.withdrawn_at IS NULL "
            f"ORDER BY 3 DESC, l.id LIMIT {MOST_COMPARED}",
            [*parameters, listing_id, listing_id],
        )
        ranked = [
            (score * (1 + SHARED_FACET * len(set(facets) & set(own))), kind, number)
            for kind, number, score, facets, own in cursor.fetchall()
        ]
    ranked.sort(key=lambda each: (-each[0], each[2]))
    return [(kind, number) for _, kind, number in ranked[:limit]]
