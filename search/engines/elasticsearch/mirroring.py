"""Listings into the index: what changed is written soon after its commit, each under its version, so
that late or repeated writes do no harm."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from marketplace.core import clock
from marketplace.core.turns import take_turns
from search.engines.database.rows import batches
from search.engines.elasticsearch import client
from search.engines.elasticsearch.documents import document, withdrawn
from search.engines.elasticsearch.indexes import Indexes, Written, versions, write
from search.models import Listing

A_BATCH = 500
OVERLAP = dt.timedelta(minutes=15)  # for transactions that commit late
LONGEST_DRAIN = 20.0  # seconds: what comes faster than it is written waits for the next time
Made = tuple[int, Mapping[str, Any]]  # a listing's id and its document
Refusals = dict[int, tuple[int, str]]  # by listing: the version that was not taken, and why
Overtake = Callable[[Mapping[int, int]], object]  # gives listings a version beyond

log = logging.getLogger(__name__)


def drain(indexes: Indexes, overtake: Overtake) -> list[float]:
    """Due work: write what has changed since it was written last; returns for each listing how many
    seconds after its change that was. What the server will never take is set aside until it changes;
    what it holds in a later version than ours, after a back-up came back, is given one beyond.
    Raises where the server does not answer or there is no index; nothing is lost by that."""
    lags: list[float] = []
    ends = time.monotonic() + LONGEST_DRAIN
    while time.monotonic() < ends and (waiting := _some(Listing.objects.to_mirror())):
        refused, conflicts = write_listings(indexes.alias, waiting)
        if any(each.withdrawn_at is not None for each in waiting):
            indexes.refresh()  # or what has left could be counted until the next one
        ahead = _ahead(indexes.alias, conflicts)
        _note([each for each in waiting if each.pk not in ahead], refused)
        overtake(ahead)
        now = clock.now()
        lags += [(now - each.changed_at).total_seconds() for each in waiting]
    return lags


def write_listings(alias: str, listings: Sequence[Listing]) -> tuple[Refusals, list[int]]:
    """Write listings as they are in hand; returns as `write_documents` does."""
    return write_documents(alias, [(each.pk, as_document(each)) for each in listings])


def write_documents(alias: str, documents: Sequence[Made]) -> tuple[Refusals, list[int]]:
    """Write documents by the ids of their listings; returns those that the server does not take, and
    those of which it holds a later version. In the place of what it does not take stands an empty
    document, so that nobody finds it as it was before."""
    told: Written = write(alias, documents)
    if not told.refused:
        return {}, told.conflicts
    version_of = {pk: int(made["version"]) for pk, made in documents}
    refused = {pk: (version_of[pk], why) for pk, why in told.refused.items()}
    for pk, (_, why) in refused.items():
        log.warning("Elasticsearch does not take listing %s: %s", pk, why)
    write(alias, ((pk, withdrawn(pk, version)) for pk, (version, _) in refused.items()))
    return refused, told.conflicts


def write_and_note(alias: str, listings: Sequence[Listing]) -> None:
    """The same, and note what of them is written now."""
    refused, conflicts = write_listings(alias, listings)
    _note([each for each in listings if each.pk not in set(conflicts)], refused)


def write_changed(alias: str, *, since: dt.datetime) -> Refusals:
    """Write again whatever has changed since a moment and is not held as it is now."""
    refused: Refusals = {}
    last = 0
    client.writer().indices.refresh(index=alias)
    while some := _some(Listing.objects.filter(pk__gt=last, changed_at__gte=since)):
        held = {pk: version for pk, version, _ in versions(alias, [each.pk for each in some])}
        late = [each for each in some if held.get(each.pk) != each.version]
        refused |= write_listings(alias, late)[0] if late else {}
        last = some[-1].pk
    return refused


def note_all(*, before: dt.datetime, refused: Refusals) -> None:
    """A new index is in use, in which every listing that has not changed since a moment is as it is,
    but for these. Some at a time, so that nobody waits long for the database."""
    for pk, (version, why) in refused.items():
        Listing.objects.filter(pk=pk, version=version).update(refused_version=version, refusal=why)
    taken = Listing.objects.filter(refused_version__gt=0).exclude(pk__in=list(refused))
    taken.update(refused_version=0, refusal="")
    waiting = Listing.objects.to_mirror().filter(changed_at__lt=before).order_by("pk")
    while some := list(waiting.values_list("pk", flat=True)[:A_BATCH]):
        with transaction.atomic():
            take_turns()
            Listing.objects.to_mirror().filter(pk__in=some, changed_at__lt=before).update(
                mirrored_version=F("version")
            )


def as_document(listing: Listing) -> Mapping[str, Any]:
    if listing.withdrawn_at is not None:
        return withdrawn(listing.pk, listing.version)
    return document(listing)


def _some(found: QuerySet[Listing]) -> list[Listing]:
    return list(found.order_by("pk").prefetch_related("facets")[:A_BATCH])


def _ahead(alias: str, conflicts: Sequence[int]) -> dict[int, int]:
    """Of listings of which the index holds a later version: those of which the database has none
    either; a later one of its own was written by somebody else."""
    ahead: dict[int, int] = {}
    for some in batches(conflicts, A_BATCH):
        known = dict(Listing.objects.filter(pk__in=some).values_list("pk", "version"))
        held = versions(alias, sorted(some))
        ahead |= {pk: version for pk, version, _ in held if version > known.get(pk, version)}
    return ahead


@transaction.atomic
def _note(listings: Sequence[Listing], refused: Refusals) -> None:
    """Which version of each is in the index now, unless a later one is already noted. One statement
    for each version that occurs, one for each listing that was refused."""
    take_turns()
    for version, some in _by_version(each for each in listings if each.pk not in refused).items():
        Listing.objects.filter(pk__in=some, mirrored_version__lt=version).update(
            mirrored_version=version, refused_version=0, refusal=""
        )
    for pk, (version, why) in refused.items():
        Listing.objects.filter(pk=pk).update(refused_version=version, refusal=why)


def _by_version(listings: Iterable[Listing]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for each in listings:
        groups.setdefault(each.version, []).append(each.pk)
    return groups
