"""Listings into the index: what changed is written soon after its commit, each under its version, so
that late or repeated writes do no harm."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import F

from marketplace.core import clock
from search.engines.elasticsearch.documents import document, withdrawn
from search.engines.elasticsearch.indexes import Indexes, Refused, write
from search.models import Listing

A_BATCH = 500
OVERLAP = dt.timedelta(minutes=15)  # for transactions that commit late

log = logging.getLogger(__name__)


def drain(indexes: Indexes) -> list[float]:
    """Due work: write every listing that has changed since it was written last; returns for each how
    many seconds after its change that was. What the server will never take is set aside until it
    changes. Raises where the server does not answer or there is no index; nothing is lost by that."""
    lags: list[float] = []
    while waiting := list(
        Listing.objects.to_mirror().prefetch_related("facets").order_by("pk")[:A_BATCH]
    ):
        _note(waiting, write_listings(indexes.alias, waiting))
        now = clock.now()
        lags += [(now - each.changed_at).total_seconds() for each in waiting]
    return lags


def write_listings(alias: str, listings: Iterable[Listing]) -> list[Refused]:
    """Write listings as they are in hand; returns those that the server does not take."""
    refused = write(alias, ((each.pk, as_document(each)) for each in listings))
    for each in refused:
        log.warning("Elasticsearch does not take listing %s: %s", each.listing_id, each.why)
    return refused


def write_changed(alias: str, *, since: dt.datetime) -> None:
    """Write again whatever has changed since a moment."""
    last = 0
    while True:
        changed = Listing.objects.filter(pk__gt=last, changed_at__gte=since)
        some = list(changed.prefetch_related("facets").order_by("pk")[:A_BATCH])
        if not some:
            return
        write_listings(alias, some)
        last = some[-1].pk


def note_all(*, before: dt.datetime) -> None:
    """Every listing that has not changed since a moment is in the index as it is. One statement."""
    Listing.objects.to_mirror().filter(changed_at__lt=before).update(mirrored_version=F("version"))


def as_document(listing: Listing) -> Mapping[str, Any]:
    if listing.withdrawn_at is not None:
        return withdrawn(listing.pk, listing.version)
    return document(listing)


def _note(listings: Sequence[Listing], refused: Collection[Refused]) -> None:
    """Which version of each is in the index now, unless a later one is already noted. One statement
    for each version that occurs, one for each listing that was refused."""
    why = {each.listing_id: each.why for each in refused}
    taken = [each for each in listings if each.pk not in why]
    for some in _by_version(taken):
        Listing.objects.filter(
            pk__in=[each.pk for each in some], mirrored_version__lt=some[0].version
        ).update(mirrored_version=some[0].version, refused_version=0, refusal="")
    for each in listings:
        if each.pk in why:
            Listing.objects.filter(pk=each.pk).update(
                refused_version=each.version, refusal=why[each.pk][:80]
            )


def _by_version(listings: Sequence[Listing]) -> Iterator[list[Listing]]:
    groups: dict[int, list[Listing]] = {}
    for each in listings:
        groups.setdefault(each.version, []).append(each)
    yield from groups.values()
