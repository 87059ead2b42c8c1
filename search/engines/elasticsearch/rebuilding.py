"""A new index beside the one in use: filled, caught up with what changed meanwhile, tried, and put in
its place in one step, while everybody goes on searching and editing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from elasticsearch import NotFoundError

from marketplace.core import clock
from search.engines.base import Indexed
from search.engines.database.rows import batches
from search.engines.elasticsearch import asking, client, filling, mirroring
from search.engines.elasticsearch.documents import document
from search.engines.elasticsearch.filling import Told
from search.engines.elasticsearch.indexes import Gone, Indexes, being_made, write
from search.engines.elasticsearch.mirroring import Refusals
from search.models import Listing

CANARIES = 12
LOOKS = 3  # at an index that seems wrong: somebody may have committed between reading and looking


class RebuildFailed(Exception):
    """The new index is not what it should be, or no more: whatever was in use stays."""


def rebuild(indexes: Indexes, *, told: Told = lambda done, of: None) -> int:
    """Make an index from all listings and use it; returns how many it shows. Raises RebuildFailed, or
    what the client raises, and then nothing has changed. Of two at once the one that ends last is
    used; one whose index the other has removed says so and has nothing to do."""
    begun = clock.now()
    started = begun - mirroring.OVERLAP
    before = indexes.all()
    name = indexes.make()
    with _leaving_nothing(indexes, name):
        refused = filling.fill(being_made(name), told)
        refused |= _caught_up(name, begun, refused)
        indexes.use(name)
        # Written by others to the one before, after it was last looked at and before the swap.
        refused |= mirroring.write_changed(indexes.alias, since=started)
        indexes.refresh()
        held = _count(indexes.alias)
    mirroring.note_all(before=started, refused=refused)
    indexes.delete(before)
    return held


def rebuild_from(indexes: Indexes, listings: Collection[Indexed]) -> int:
    """The same from these alone, which nobody changes meanwhile. Raises ValueError where the server
    does not take one of them."""
    before = indexes.all()
    name = indexes.make()
    with _leaving_nothing(indexes, name):
        for some in batches(list(listings), mirroring.A_BATCH):
            refused = write(being_made(name), ((each.pk, document(each)) for each in some)).refused
            if refused:
                raise ValueError(f"Not taken: {', '.join(map(str, refused))}")
        indexes.use(name)
        indexes.refresh()
        held = _count(indexes.alias)
    indexes.delete(before)
    return held


@contextmanager
def _leaving_nothing(indexes: Indexes, name: str) -> Iterator[None]:
    """Whatever goes wrong inside, no index is left that is not in use."""
    try:
        yield
        if indexes.current() != name:
            raise RebuildFailed("Another rebuild ended just after this one; its index is in use.")
    except BaseException as error:
        indexes.delete([name])
        if isinstance(error, Gone | NotFoundError):
            raise RebuildFailed(
                "The new index has gone: another rebuild has ended, or the server was emptied."
            ) from error
        raise


def _caught_up(name: str, begun: dt.datetime, refused: Refusals) -> Refusals:
    """Write what has changed since the rebuild began, also in transactions that had begun before it,
    and try the index; what commits just then is written before it is looked at again."""
    caught = dict(refused)
    for look in range(1, LOOKS + 1):
        caught |= mirroring.write_changed(being_made(name), since=begun - mirroring.OVERLAP)
        client.writer().indices.refresh(index=name)
        try:
            _try(name, begun, caught)
            break
        except RebuildFailed:
            if look == LOOKS:
                raise
    return caught


def _try(name: str, begun: dt.datetime, refused: Refusals) -> None:
    """The counts, and some listings by the words of their own titles."""
    meanwhile = Listing.objects.filter(changed_at__gte=begun).count()
    there, held = Listing.objects.shown().count() - len(refused), _count(name)
    if abs(there - held) > meanwhile:
        raise RebuildFailed(f"It shows {held} of {there} listings.")
    for each in _some_of_all(begun, refused):
        if not asking.finds_itself(name, each):
            raise RebuildFailed(f"It does not find listing {each.pk} by its own title.")


def _some_of_all(begun: dt.datetime, refused: Refusals) -> Iterator[Listing]:
    """Listings from all over, which have not changed since the rebuild began."""
    shown = Listing.objects.shown().filter(changed_at__lt=begun).exclude(pk__in=list(refused))
    first, last = (shown.order_by(by).values_list("pk", flat=True).first() for by in ("pk", "-pk"))
    if first is None or last is None:
        return
    for place in range(CANARIES):
        after = first + (last - first) * place // CANARIES
        found = shown.filter(pk__gte=after).order_by("pk").prefetch_related("facets").first()
        if found is not None:
            yield found


def _count(name: str) -> int:
    found = client.writer().count(index=name, query=asking.SHOWN.to_dict())
    return int(found["count"])
