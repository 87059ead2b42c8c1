"""The index as a whole: made anew from the listings, and held against them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import connection, transaction

from marketplace.core.turns import take_turns
from search.engines.base import Indexed
from search.engines.database.counting import recount
from search.engines.database.dialects import dialect
from search.engines.database.documents import code_of
from search.engines.database.rows import A_BATCH, batches
from search.engines.database.tables import Tables
from search.engines.database.writing import facet_codes, index, withdraw
from search.models import Listing

UNKNOWN = ("", "")  # a facet value whose code nobody has


def rebuild(tables: Tables, listings: Collection[Indexed] | None) -> int:
    """Take every listing in anew, some at a time so that nobody waits long for the database, and
    forget what is no listing. `None`: all that are shown, each as it is when its turn comes."""
    held = _rebuild_listed(tables) if listings is None else _rebuild_from(tables, list(listings))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT listing_id FROM {tables.document}")
        extra = [number for (number,) in cursor.fetchall() if number not in held]
    for some in batches(extra, A_BATCH):
        with transaction.atomic():
            take_turns()
            listed = Listing.objects.shown() if listings is None else Listing.objects.none()
            since = set(listed.filter(pk__in=some).values_list("pk", flat=True))
            withdraw(tables, [number for number in some if number not in since])
    recount(tables)
    return len(held)


def _rebuild_from(tables: Tables, listings: Sequence[Indexed]) -> set[int]:
    for part in batches(listings, A_BATCH):
        index(tables, part)
    return {each.pk for each in listings}


def _rebuild_listed(tables: Tables) -> set[int]:
    held: set[int] = set()
    last = 0
    while True:
        with transaction.atomic():
            take_turns()
            shown = Listing.objects.shown().filter(pk__gt=last).prefetch_related("facets")
            part = list(shown.order_by("pk")[:A_BATCH])
            index(tables, part)
        if not part:
            return held
        held.update(each.pk for each in part)
        last = part[-1].pk


def drift(tables: Tables) -> list[int]:
    """The ids of listings that the index holds in another version, or with other facets, or not at
    all, and of what it holds that is not listed."""
    codes = {code: pair for pair, code in facet_codes(tables, ()).items()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.listing_id, d.version, d.facets, t.listing_id IS NOT NULL AND "
            "(d.title_key = '') = (s.listing_id IS NULL) "
            f"FROM {tables.document} d LEFT JOIN {tables.text} t ON t.listing_id = d.listing_id "
            f"LEFT JOIN (SELECT DISTINCT listing_id FROM {tables.start}) s "
            "ON s.listing_id = d.listing_id"
        )
        held = {
            number: (
                version,
                sorted(codes.get(code_of(each), UNKNOWN) for each in facets),
                bool(whole),
            )
            for number, version, facets, whole in cursor.fetchall()
        }
        cursor.execute(dialect().ids(tables))
        indexed = {number for (number,) in cursor.fetchall()}
    apart = indexed ^ set(held)
    wanted = Listing.objects.shown().prefetch_related("facets").only("version")
    for listing in wanted.iterator(chunk_size=A_BATCH):
        if held.pop(listing.pk, None) != (listing.version, list(listing.facet_values), True):
            apart.add(listing.pk)
    return sorted(apart | set(held))
