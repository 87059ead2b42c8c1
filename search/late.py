"""What many listings show has another name: too many for the request in which that happened, so they
are marked, and taken in anew within seconds of its commit."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from marketplace.core.turns import take_turns
from marketplace.core.waking import wake
from search import projection
from search.engines.database.rows import batches
from search.models import Listing

MANY = 100  # listings that a request takes in by itself, in a second or two
A_BATCH = 500
WORK = "search_late"


def leave(kind: str, ids: Collection[int]) -> None:
    """Mark the listings of some things as other than their things, in the caller's transaction: they
    are found by their old words until the work is done. Only for what everybody may read before and
    after. A listing whose fingerprint is empty is also what a sweep brings back."""
    for some in batches(sorted(ids), A_BATCH):
        Listing.objects.shown().filter(kind=kind, object_id__in=some).update(fingerprint="")
    wake(WORK)


def catch_up() -> int:
    """Due work: take in anew what was left; returns how much of it was other than before."""
    rows = Listing.objects.shown().filter(fingerprint="").order_by("kind", "object_id")
    left: dict[str, list[int]] = {}
    for kind, number in rows.values_list("kind", "object_id"):
        left.setdefault(kind, []).append(number)
    changed = 0
    for kind, ids in left.items():
        for some in batches(ids, projection.A_BATCH):
            with transaction.atomic():
                take_turns()
                _unmark(kind, some)
                changed += projection.project(kind, some)
    if changed:
        wake("search_counts")
    return changed


def _unmark(kind: str, ids: Collection[int]) -> None:
    """So that those are left alone that show the same as before, after all."""
    marked = Listing.objects.shown().filter(kind=kind, object_id__in=ids, fingerprint="")
    listings = list(marked.prefetch_related("facets"))
    for listing in listings:
        listing.fingerprint = projection.fingerprint_of(listing)
    Listing.objects.bulk_update(listings, ["fingerprint"])
