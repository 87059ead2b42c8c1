"""All listings into an index, as quickly as the server takes them: with the tokens that the database
engine has made of them already, and the next ones read while the last ones are on their way."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import connection

from search.engines.database.dialects import numbers
from search.engines.database.tables import Tables
from search.engines.elasticsearch import mirroring
from search.engines.elasticsearch.documents import document, withdrawn
from search.engines.elasticsearch.mirroring import Made, Refusals
from search.models import Listing, ListingFacet

A_BATCH = 500
SENDERS = 2  # while the server works on what one has sent, the other sends
IN_HAND = 2 * SENDERS  # batches at once, and so the memory that all of it takes

Told = Callable[[int, int], object]  # how many are in, and of how many


def fill(alias: str, told: Told) -> Refusals:
    """Write every listing, also those that have left; returns those that the server does not take."""
    done, of = 0, Listing.objects.count()
    refused: Refusals = {}
    on_their_way: deque[tuple[int, Future[tuple[Refusals, list[int]]]]] = deque()

    def arrive() -> None:
        nonlocal done
        count, answer = on_their_way.popleft()
        refused.update(answer.result()[0])
        done += count
        told(done, max(of, done))

    with ThreadPoolExecutor(SENDERS, thread_name_prefix="filling") as senders:
        for some in all_documents():
            if len(on_their_way) == IN_HAND:
                arrive()
            sent = senders.submit(mirroring.write_documents, alias, some)
            on_their_way.append((len(some), sent))
        while on_their_way:
            arrive()
    return refused


def all_documents(tables: Tables = Tables()) -> Iterator[list[Made]]:  # noqa: B008 - frozen
    """The documents of all listings, some at a time, so that memory stays flat."""
    last = 0
    while rows := list(
        Listing.objects.filter(pk__gt=last).order_by("pk").values_list(*READ)[:A_BATCH]
    ):
        # What belongs to a row is read after it, never before: it may be newer than the version that
        # the document is written under, and then it is written again; older, it would stay.
        shown = [row[0] for row in rows if row[WITHDRAWN_AT] is None]
        tokens, facets = _tokens(tables, shown), _facets(shown)
        untold = Listing.objects.in_bulk([pk for pk in shown if pk not in tokens])
        yield [_made(row, tokens, facets, untold) for row in rows]
        last = rows[-1][0]


READ = (
    "pk", "version", "withdrawn_at", "kind", "object_id", "title", "level", "verified",
    "confirmed_on", "published_at", "is_example",
)  # fmt: skip
WITHDRAWN_AT = READ.index("withdrawn_at")


@dataclass(slots=True)
class Row:
    """What a document is made of beside its tokens."""

    pk: int
    version: int
    withdrawn_at: dt.datetime | None
    kind: str
    object_id: int
    title: str
    level: int | None
    verified: bool
    confirmed_on: dt.date | None
    published_at: dt.datetime | None
    is_example: bool
    facet_values: Sequence[tuple[str, str]] = ()
    summary: str = ""
    body: str = ""
    keywords: str = ""


def _made(
    values: Sequence[Any],
    tokens: Mapping[int, Sequence[str]],
    facets: Mapping[int, Sequence[tuple[str, str]]],
    untold: Mapping[int, Listing],
) -> Made:
    row = Row(*values)
    row.facet_values = facets.get(row.pk, ())
    if row.withdrawn_at is not None:
        return row.pk, withdrawn(row.pk, row.version)
    if row.pk in tokens:
        return row.pk, document(row, tokens[row.pk])
    # The database engine holds nothing of it, because it is leaving, or by somebody's hand.
    whole = untold.get(row.pk)
    return row.pk, withdrawn(row.pk, row.version) if whole is None else mirroring.as_document(whole)


def _tokens(tables: Tables, ids: Collection[int]) -> dict[int, Sequence[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT listing_id, title, summary, body, keywords FROM {tables.text} "  # noqa: S608 - ours
            f"WHERE listing_id IN ({numbers(ids)})"
        )
        return {listing_id: parts for listing_id, *parts in cursor.fetchall()}


def _facets(ids: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    rows = ListingFacet.objects.filter(listing_id__in=ids).order_by("listing_id", "facet", "value")
    found = rows.values_list("listing_id", "facet", "value").iterator()
    return {
        listing_id: [(facet, value) for _, facet, value in some]
        for listing_id, some in groupby(found, key=lambda row: row[0])
    }
