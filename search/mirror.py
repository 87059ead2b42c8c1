"""The copy of the listings that Elasticsearch holds, where a server is named: kept up with changes,
compared, repaired, made anew."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import quantiles
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from marketplace.core import clock
from marketplace.core.turns import take_turns
from marketplace.core.waking import wake
from search import engines
from search.engines.database.rows import batches
from search.models import Listing, Mirrored

if TYPE_CHECKING:
    from search.engines.elasticsearch.comparing import Apart

# The library of a server that nobody has named is not loaded: hence the imports inside.
# ruff: noqa: PLC0415

WORK = "search_mirror"
A_BATCH = 200
KEPT_LAGS = 300

log = logging.getLogger(__name__)


def is_kept() -> bool:
    return bool(settings.ELASTICSEARCH_URL)


def wake_mirror() -> None:
    """After the commit of the transaction at hand, have what changed written soon."""
    if is_kept():
        wake(WORK)


def keep_up() -> int:
    """Due work: write what has changed; returns how much that was. Where the server does not take
    it, it waits for the next time."""
    if not is_kept():
        return 0
    from elasticsearch import ApiError, TransportError

    from search.engines.elasticsearch import mirroring
    from search.engines.elasticsearch.indexes import Gone, Indexes, NotNow

    indexes = Indexes.of_listings()
    try:
        if indexes.current() is None:  # a new server, or one whose disk was wiped
            return rebuild()
        lags = mirroring.drain(indexes)
    except (Gone, ApiError, NotNow, TransportError) as error:
        waiting = Listing.objects.to_mirror().count()
        log.warning("Elasticsearch takes nothing: %s; %d wait", type(error).__name__, waiting)
        return 0
    if lags:
        _note(lags)
    return len(lags)


def _note(lags: list[float]) -> None:
    before = Mirrored.objects.first()
    kept = [*(before.lags if before else []), *(round(lag, 2) for lag in lags)][-KEPT_LAGS:]
    Mirrored.objects.update_or_create(id=1, defaults={"drained_at": clock.now(), "lags": kept})


def keep_whole() -> None:
    """Due work: an index whose documents were made otherwise than they are now, or that is not
    there, is made anew; any other is compared with the listings, and repaired."""
    if not is_kept():
        return
    from search.engines.elasticsearch import comparing
    from search.engines.elasticsearch.indexes import Indexes

    indexes = Indexes.of_listings()
    if indexes.is_outdated():
        rebuild()
        return
    apart = comparing.compare(indexes)
    if apart:
        log.warning("Elasticsearch held %d listings otherwise than they are", len(apart))
        repair(apart)


def check() -> Apart:
    """What the index holds otherwise than the listings are. Raises where the server does not
    answer."""
    from search.engines.elasticsearch import comparing
    from search.engines.elasticsearch.indexes import Indexes

    return comparing.compare(Indexes.of_listings())


def repair(apart: Apart) -> None:
    """Bring together what is apart."""
    from search.engines.elasticsearch import comparing
    from search.engines.elasticsearch.indexes import Indexes

    indexes = Indexes.of_listings()
    _overtake(apart.ahead)
    comparing.repair(indexes, apart)
    left = comparing.compare(indexes)
    if left:  # deleted by hand a moment ago, which for a minute counts as a later version
        _overtake(left.ahead | dict.fromkeys(left.behind, 0))
        comparing.repair(indexes, left)


def _overtake(ahead: Mapping[int, int]) -> None:
    """Give listings a version later than the one that is held of them, or what is held would win."""
    for some in batches(sorted(ahead), A_BATCH):
        with transaction.atomic():
            take_turns()
            listings = list(Listing.objects.filter(pk__in=some).prefetch_related("facets"))
            for each in listings:
                each.version = max(each.version, ahead[each.pk]) + 1
            Listing.objects.bulk_update(listings, ["version"])
            engines.database.index([each for each in listings if each.withdrawn_at is None])


def rebuild(told: Callable[[int, int], object] = lambda done, of: None) -> int:
    """Make the index anew and use it; returns how many listings it shows."""
    from search.engines.elasticsearch import rebuilding
    from search.engines.elasticsearch.indexes import Indexes

    return rebuilding.rebuild(Indexes.of_listings(), told=told)


@dataclass(frozen=True)
class Standing:
    """How the copy stands: how many listings wait to be written and since when, how many the server
    would not take, and within how many seconds nineteen of twenty were written of late."""

    waiting: int
    since: dt.datetime | None
    refused: int
    p95: float | None


def standing() -> Standing:
    """Three statements; asks no server."""
    waiting = Listing.objects.to_mirror()
    held = Mirrored.objects.first()
    lags = held.lags if held else []
    return Standing(
        waiting=waiting.count(),
        since=waiting.order_by("changed_at").values_list("changed_at", flat=True).first(),
        refused=Listing.objects.refused().count(),
        p95=quantiles(lags, n=20)[-1] if len(lags) > 1 else lags[0] if lags else None,
    )
