"""What begins with some letters, and what is near in words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection

from search import language
from search.engines.base import Suggestion
from search.engines.database import documents, reading
from search.engines.database.corrections import corrections
from search.engines.database.dialects import dialect
from search.engines.database.documents import LONGEST_START, WEIGHTS
from search.engines.database.plan import Part, Plan, Rarity, Term
from search.engines.database.tables import Tables
from search.models import Listing

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
    words = asked(letters)
    if not words:
        return []
    start = start_of(words)
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
    return _beginning(words, rows) or meant(tables, words)


def asked(letters: str) -> str:
    """What somebody has typed so far, folded; "" where there is no letter in it."""
    return " ".join(language.fold(word.text) for word in language.words(language.clean(letters)))


def start_of(words: str) -> str:
    """As much of it as is looked up."""
    return words[:LONGEST_START].strip()


def titles(words: str, ids: Sequence[int]) -> list[Suggestion]:
    """Listings that somebody else has found for these words, in their order, by the titles that they
    have now. One statement."""
    if not ids:
        return []
    shown = Listing.objects.shown().filter(pk__in=ids)
    rows = {pk: row for pk, *row in shown.values_list("pk", "title", "kind", "object_id")}
    return _beginning(words, [rows[pk] for pk in ids if pk in rows])


def _beginning(words: str, rows: Iterable[Sequence[Any]]) -> list[Suggestion]:
    """Those of the rows in which all of it stands, of which only the start was looked up."""
    whole = words == start_of(words)
    return [
        Suggestion(title, "listing", (kind, number))
        for title, kind, number in rows
        if whole or words in documents.folded(title)
    ]


def meant(tables: Tables, words: str) -> list[Suggestion]:
    """The last word as it was probably meant. One statement."""
    last = words.split()[-1]
    other = corrections(tables, [last]).get(last)
    if not other or other == last:
        return []
    read = f"{words[: -len(last)]}{other}"
    return [Suggestion(read, "correction", words=read)]


def similar(tables: Tables, listing_id: int, *, limit: int) -> list[tuple[str, int]]:
    """The listings of the same kind that share its most telling words. Three statements."""
    plan = telling(tables, listing_id)
    return _same_kind(tables, plan, listing_id, limit) if plan else []


def telling(tables: Tables, listing_id: int) -> Plan | None:
    """The words that tell most of a listing, as a plan; None where there are none. Two statements."""
    own = reading.candidates(tables, [listing_id])
    if not own:
        return None
    often: Counter[str] = Counter()
    for weight, part in zip(WEIGHTS, own[0].parts, strict=True):
        for token in part.split()[:LONGEST_READ]:
            often[token] += weight  # type: ignore[assignment]
    rarity = reading.rarity(tables, often)
    found = sorted(
        (token for token in often if rarity.df.get(token, 1) >= SHARED_BY),
        key=lambda token: (-math.sqrt(often[token]) * rarity.idf(rarity.df[token]), token),
    )[:MOST_TELLING]
    return _plan(found, rarity) if found else None


def nearness(score: float, own: Collection[str], other: Collection[str]) -> float:
    """Nearest in words, and the nearer for each facet value that both have."""
    return score * (1 + SHARED_FACET * len(set(own) & set(other)))


def _plan(telling: list[str], rarity: Rarity) -> Plan:
    terms = [Term(t, (t,), rarity.idf(rarity.df[t]), rarity.df[t]) for t in telling]
    return Plan(tuple(Part((term,), ()) for term in terms), (), (), rarity)


def _same_kind(tables: Tables, plan: Plan, listing_id: int, limit: int) -> list[tuple[str, int]]:
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
            (nearness(score, own, facets), kind, number)
            for kind, number, score, facets, own in cursor.fetchall()
        ]
    ranked.sort(key=lambda each: (-each[0], each[2]))
    return [(kind, number) for _, kind, number in ranked[:limit]]
