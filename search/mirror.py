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
from django.db import DatabaseError, transaction
from django.db.models import Q

from marketplace.core import clock
from marketplace.core.turns import take_turns
from marketplace.core.waking import wake
from search import engines
from search.engines.breaker import Breaker
from search.engines.database.rows import batches
from search.models import Listing, Mirrored

if TYPE_CHECKING:
    from search.engines.elasticsearch.comparing import Apart

# The library of a server that nobody has named is not loaded: hence the imports inside.
# ruff: noqa: PLC0415

WORK = "search_mirror"
A_BATCH = 200
KEPT_LAGS = 300
GIVEN_UP = dt.timedelta(minutes=5)  # after which a process that made it anew is taken for dead

_breaker = Breaker()  # every commit wakes the work: not each of them waits for a server that hangs

log = logging.getLogger(__name__)


def is_kept() -> bool:
    return bool(settings.ELASTICSEARCH_URL)


def wake_mirror() -> None:
    """After the commit of the transaction at hand, have what changed written soon."""
    if is_kept():
        wake(WORK)


def keep_up() -> int:
    """Due work: write what has changed; returns how much that was. Where the server does not take
    it, it waits for the next time. An index that is not there, or whose documents were made otherwise
    than they are now, is made anew instead."""
    if not is_kept() or not _breaker.may_ask():
        return 0
    from search.engines.elasticsearch import mirroring
    from search.engines.elasticsearch.indexes import Indexes

    indexes = Indexes.of_listings()
    try:
        if indexes.is_outdated():
            return _rebuild_alone()
        lags = mirroring.drain(indexes, _overtake)
    except DatabaseError:
        raise
    except Exception as error:  # whatever stands there instead of the server, too
        _breaker.failed()
        waiting = Listing.objects.to_mirror().count()
        log.warning("Elasticsearch takes nothing: %s; %d wait", type(error).__name__, waiting)
        return 0
    _breaker.succeeded()
    if lags:
        _note(lags)
    return len(lags)


def _note(lags: list[float]) -> None:
    before = Mirrored.objects.first()
    kept = [*(before.lags if before else []), *(round(lag, 2) for lag in lags)][-KEPT_LAGS:]
    Mirrored.objects.update_or_create(id=1, defaults={"drained_at": clock.now(), "lags": kept})


def keep_whole() -> None:
    """Due work: an index of which a part is lost is made anew; any other is compared with the
    listings, and repaired."""
    if not is_kept():
        return
    from search.engines.elasticsearch.indexes import Indexes

    indexes = Indexes.of_listings()
    if indexes.is_outdated() or indexes.is_lost():
        _rebuild_alone()
        return
    apart = check()
    if apart:
        log.warning("Elasticsearch held %d listings otherwise than they are", len(apart))
    if apart or apart.left:
        repair(apart)


def check() -> Apart:
    """What the index holds otherwise than the listings are. Raises where the server does not
    answer or there is no index."""
    from search.engines.elasticsearch import comparing
    from search.engines.elasticsearch.indexes import Indexes

    return comparing.compare(Indexes.of_listings(), _overtake)


def repair(apart: Apart) -> None:
    """Bring together what is apart."""
    from search.engines.elasticsearch import comparing
    from search.engines.elasticsearch.indexes import Indexes

    indexes = Indexes.of_listings()
    _overtake(apart.ahead)
    comparing.repair(indexes, apart)
    left = comparing.compare(indexes, _overtake)
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


def is_usable() -> bool:
    """Whether there is an index of the shape that documents have now, and all of it."""
    from search.engines.elasticsearch.indexes import Indexes

    indexes = Indexes.of_listings()
    return not indexes.is_outdated() and not indexes.is_lost()


def rebuild(told: Callable[[int, int], object] = lambda done, of: None) -> int:
    """Make the index anew and use it; returns how many listings it shows. Due work leaves it alone
    meanwhile."""
    from search.engines.elasticsearch import rebuilding
    from search.engines.elasticsearch.indexes import Indexes

    seen = clock.now()
    Mirrored.objects.update_or_create(id=1, defaults={"rebuilt_at": seen})

    def tell(done: int, of: int) -> None:
        nonlocal seen
        if clock.now() - seen > GIVEN_UP / 4:
            seen = clock.now()
            Mirrored.objects.filter(id=1).update(rebuilt_at=seen)
        told(done, of)

    held = rebuilding.rebuild(Indexes.of_listings(), told=tell)
    Mirrored.objects.filter(id=1, rebuilt_at=seen).update(rebuilt_at=None)
    return held


def _rebuild_alone() -> int:
    """The same as due work, which falls due again while it takes minutes: nothing where another
    process is seen to be at it, or has made one a moment ago that was not right."""
    from search.engines.elasticsearch.rebuilding import RebuildFailed

    now = clock.now()
    Mirrored.objects.get_or_create(id=1)
    free = Q(rebuilt_at=None) | Q(rebuilt_at__lt=now - GIVEN_UP)
    if not Mirrored.objects.filter(free, id=1).update(rebuilt_at=now):
        return 0
    try:
        return rebuild()
    except RebuildFailed:
        raise
    except Exception:  # a server that went away meanwhile
        Mirrored.objects.filter(id=1).update(rebuilt_at=None)
        raise


@dataclass(frozen=True)
class Standing:
    """How the copy stands: how many listings wait to be written and since when, how many the server
    would not take, and within how many seconds nineteen of twenty were written of late."""

    waiting: int
    since: dt.datetime | None
    refused: int
    p95: float | None


def standing() -> Standing:
    """Four statements; asks no server."""
    waiting = Listing.objects.to_mirror()
    held = Mirrored.objects.first()
    lags = held.lags if held else []
    return Standing(
        waiting=waiting.count(),
        since=waiting.order_by("changed_at").values_list("changed_at", flat=True).first(),
        refused=Listing.objects.refused().count(),
        p95=quantiles(lags, n=20)[-1] if len(lags) > 1 else lags[0] if lags else None,
    )
