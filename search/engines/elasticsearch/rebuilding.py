"""A new index beside the one in use: filled, caught up with what changed meanwhile, tried, and put in
its place in one step, while everybody goes on searching and editing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator

from django.db.models import F
from elasticsearch import NotFoundError

from marketplace.core import clock
from search.engines.base import Indexed
from search.engines.elasticsearch import asking, client, mirroring
from search.engines.elasticsearch.documents import document
from search.engines.elasticsearch.indexes import Gone, Indexes, being_made, write
from search.models import Listing

CANARIES = 12
Told = Callable[[int, int], object]  # how many are in, and of how many


class RebuildFailed(Exception):
    """The new index is not what it should be: the one in use stays."""


def rebuild(
    indexes: Indexes,
    listings: Collection[Indexed] | None = None,
    *,
    told: Told = lambda done, of: None,
) -> int:
    """Make an index from all listings (or from these) and use it; returns how many it shows. Raises
    RebuildFailed, or what the client raises, and then nothing has changed. Of two at once the one
    that ends last is used; one whose index the other has removed says so and has nothing to do."""
    begun = clock.now()
    started = begun - mirroring.OVERLAP
    before = indexes.all()
    name = indexes.make()
    try:
        if listings is not None:
            write(being_made(name), ((each.pk, document(each)) for each in listings))
            wanted = len(listings)
        else:
            wanted = Listing.objects.shown().count()
            _fill(being_made(name), told, wanted)
            mirroring.write_changed(being_made(name), since=started)
        client.writer().indices.refresh(index=name)
        if listings is None:
            _try(name, begun)
        indexes.use(name)
    except (Gone, NotFoundError) as error:
        raise RebuildFailed("Another rebuild has ended meanwhile; its index is in use.") from error
    except BaseException:
        indexes.delete([name])
        raise
    if listings is None:
        # Written by others to the one before, after it was last looked at and before the swap.
        mirroring.write_changed(indexes.alias, since=started)
        mirroring.note_all(before=started)
    indexes.refresh()
    indexes.delete(set(before) - {name})
    return _count(indexes.alias)


def _fill(alias: str, told: Told, of: int) -> None:
    done = 0
    for some in _batches():
        mirroring.write_listings(alias, some)
        done += len(some)
        told(done, max(of, done))


def _batches() -> Iterator[list[Listing]]:
    """All listings, also those that have left, some at a time, so that memory stays flat."""
    last = 0
    while True:
        rows = Listing.objects.filter(pk__gt=last).prefetch_related("facets").order_by("pk")
        some = list(rows[: mirroring.A_BATCH])
        if not some:
            return
        yield some
        last = some[-1].pk


def _try(name: str, begun: dt.datetime) -> None:
    """The counts, and some listings by the words of their own titles."""
    wanted = Listing.objects.shown().exclude(refused_version=F("version"))
    meanwhile = Listing.objects.filter(changed_at__gte=begun).count()
    there, held = wanted.count(), _count(name)
    if abs(there - held) > meanwhile:
        raise RebuildFailed(f"It shows {held} of {there} listings.")
    ids = list(wanted.filter(changed_at__lt=begun).values_list("pk", flat=True))
    tried = ids[:: max(1, len(ids) // CANARIES)]
    for each in Listing.objects.shown().filter(pk__in=tried, changed_at__lt=begun):
        if not asking.finds_itself(name, each):
            raise RebuildFailed(f"It does not find listing {each.pk} by its own title.")


def _count(name: str) -> int:
    found = client.writer().count(index=name, query=asking.SHOWN.to_dict())
    return int(found["count"])
