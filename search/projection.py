"""From things to listings: what a listing shows is brought up to its thing in the transaction of the
change, and a sweep brings back what went astray."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import F

from marketplace.core import clock, registry
from marketplace.core.listing import Findable
from marketplace.core.turns import take_turns
from search import engines, language
from search.mirror import wake_mirror
from search.models import Listing, ListingFacet

A_BATCH = 200
KEPT_FOR = dt.timedelta(days=30)  # a withdrawn listing whose thing is gone
SHOWN = (
    "title", "summary", "body", "keywords", "level", "verified", "confirmed_on", "published_at",
    "is_example",
)  # fmt: skip
LONGEST_TITLE = 300


def kinds() -> list[registry.Kind]:
    """The kinds that search shows."""
    return [kind for kind in registry.kinds if kind.listing is not None]


def project(kind_code: str, ids: Collection[int]) -> int:
    """Bring the listings of some things up to what the things are now: new, changed, withdrawn or
    as they were; returns how many are other than before. In the caller's transaction; things of a
    kind that search does not show are passed over."""
    kind = next((kind for kind in kinds() if kind.code == kind_code), None)
    if kind is None:
        return 0
    ordered, changed = sorted(ids), 0
    for start in range(0, len(ordered), A_BATCH):
        with transaction.atomic():
            changed += _project(kind, ordered[start : start + A_BATCH])
    return changed


def _project(kind: registry.Kind, ids: Collection[int]) -> int:
    take_turns()
    rows = Listing.objects.filter(kind=kind.code, object_id__in=list(ids))
    held = {row.object_id: row for row in rows}
    found = _found(kind, ids)
    new = [found[pk] for pk in found if pk not in held]
    now = clock.now()
    changed = [
        _renewed(held[pk], thing, now)
        for pk, thing in found.items()
        if pk in held
        and (held[pk].withdrawn_at is not None or held[pk].fingerprint != fingerprint(thing))
    ]
    gone = [
        listing for pk, listing in held.items() if pk not in found and listing.withdrawn_at is None
    ]
    _save(changed, {thing.id: thing for thing in found.values()})
    _withdraw(gone, now)
    added = _add(kind, new, now)
    _index([listing.pk for listing in (*changed, *added)])
    if changed or gone or added:
        wake_mirror()
    return len(changed) + len(gone) + len(new)


def _found(kind: registry.Kind, ids: Collection[int] | None) -> dict[int, Findable]:
    assert kind.listing is not None  # noqa: S101 - kinds() gives no others
    return {thing.id: thing for thing in kind.listing(ids)}


def _add(kind: registry.Kind, things: list[Findable], now: dt.datetime) -> list[Listing]:
    """List things for the first time."""
    added = Listing.objects.bulk_create(
        _renewed(Listing(kind=kind.code, object_id=t.id, version=0), t, now) for t in things
    )
    _write_facets({row.pk: thing for row, thing in zip(added, things, strict=True)})
    return added


def _renewed(listing: Listing, thing: Findable, now: dt.datetime) -> Listing:
    for name, value in _shown(thing).items():
        setattr(listing, name, value)
    listing.fingerprint = fingerprint(thing)
    listing.version += 1
    listing.changed_at = now
    listing.withdrawn_at = None
    return listing


def _save(listings: list[Listing], things: dict[int, Findable]) -> None:
    if not listings:
        return
    written = [*SHOWN, "fingerprint", "version", "changed_at", "withdrawn_at"]
    Listing.objects.bulk_update(listings, written)
    _write_facets({listing.pk: things[listing.object_id] for listing in listings})


def _write_facets(things: dict[int, Findable]) -> None:
    ListingFacet.objects.filter(listing__in=things).delete()
    ListingFacet.objects.bulk_create(
        ListingFacet(listing_id=pk, facet=facet, value=value)
        for pk, thing in things.items()
        for facet, value in _facet_values(thing)
    )


def _facet_values(thing: Findable) -> list[tuple[str, str]]:
    return sorted(
        {(facet, str(value)) for facet, values in thing.facets.items() for value in values if value}
    )


def _withdraw(listings: list[Listing], now: dt.datetime) -> None:
    """Empty them, so that nothing that is private by now stays anywhere."""
    if not listings:
        return
    ids = [listing.pk for listing in listings]
    ListingFacet.objects.filter(listing__in=ids).delete()
    Listing.objects.filter(pk__in=ids).update(
        withdrawn_at=now, changed_at=now, version=F("version") + 1, fingerprint="",
        title="", summary="", body="", keywords="", level=None, verified=False, confirmed_on=None,
        published_at=None, is_example=False,
    )  # fmt: skip
    engines.database.withdraw(ids)


def _index(ids: Collection[int]) -> None:
    if ids:
        shown = Listing.objects.shown().filter(pk__in=ids).prefetch_related("facets")
        engines.database.index(list(shown))


def fingerprint(thing: Findable) -> str:
    """A hash of all that a listing shows of its thing, and of how its words are read."""
    return _hash(_shown(thing), _facet_values(thing))


def fingerprint_of(listing: Listing) -> str:
    """The same of what a listing holds, whatever it says of itself."""
    return _hash(_shown(listing), listing.facet_values)


def _shown(thing: Findable | Listing) -> dict[str, Any]:
    """What a listing shows beside its facets: of a thing, or as it holds it."""
    return {name: getattr(thing, name) for name in SHOWN} | {"title": thing.title[:LONGEST_TITLE]}


def _hash(shown: Mapping[str, Any], facet_values: Sequence[tuple[str, str]]) -> str:
    told = json.dumps([language.VERSION, shown, facet_values], sort_keys=True, default=str)
    return hashlib.sha256(told.encode(errors="replace")).hexdigest()


# Drift --------------------------------------------------------------------------------------------


@dataclass
class Drift:
    """Where listings and things, or the index and the listings, are apart: ids of things by their
    kind, ids of listings, and how many words of theirs the index does not know."""

    missing: list[tuple[str, int]] = field(default_factory=list)
    extra: list[tuple[str, int]] = field(default_factory=list)
    different: list[tuple[str, int]] = field(default_factory=list)
    index: list[int] = field(default_factory=list)
    words: int = 0
    looked_at: int = 0

    def __len__(self) -> int:
        return (
            len(self.missing) + len(self.extra) + len(self.different) + len(self.index) + self.words
        )


def check() -> Drift:
    """Compare everything that can be found with the listings, by existence and by all they show,
    and the listings with the index."""
    drift = Drift()
    for kind in kinds():
        held = _held(kind)
        seen = set()
        for thing in kind.listing(None) if kind.listing else ():
            seen.add(thing.id)
            if thing.id not in held:
                drift.missing.append((kind.code, thing.id))
            elif held[thing.id] != fingerprint(thing):
                drift.different.append((kind.code, thing.id))
        drift.looked_at += len(seen)
        drift.extra += [(kind.code, pk) for pk in held if pk not in seen]
    drift.extra += list(
        Listing.objects.shown()
        .exclude(kind__in=[kind.code for kind in kinds()])
        .values_list("kind", "object_id")
    )
    drift.index = sorted(engines.database.drift())
    drift.words = engines.database.words_missing()
    return drift


def _held(kind: registry.Kind) -> dict[int, str]:
    """The fingerprint of each listing of a kind by the id of its thing; "" where what it holds is
    not what was once written."""
    listings = Listing.objects.shown().filter(kind=kind.code).prefetch_related("facets")
    return {
        each.object_id: each.fingerprint if each.fingerprint == fingerprint_of(each) else ""
        for each in listings.iterator(chunk_size=A_BATCH)
    }


def repair(drift: Drift) -> None:
    """Bring together what is apart."""
    by_kind: dict[str, list[int]] = {}
    for kind, pk in (*drift.missing, *drift.extra, *drift.different):
        by_kind.setdefault(kind, []).append(pk)
    known = {kind.code for kind in kinds()}
    for kind, ids in by_kind.items():
        listings = Listing.objects.shown().filter(kind=kind, object_id__in=ids)
        if kind in known:
            listings.update(fingerprint="")  # so that they are written anew, whatever they say
            project(kind, ids)
        else:
            with transaction.atomic():
                take_turns()
                _withdraw(list(listings), clock.now())
                wake_mirror()
    for start in range(0, len(drift.index), A_BATCH):
        ids = drift.index[start : start + A_BATCH]
        with transaction.atomic():
            take_turns()
            engines.database.withdraw(ids)
            _index(ids)
    if drift.words:
        engines.database.recount()


def sweep() -> Drift:
    """Due work, and the end of a set-up: what went astray comes back, listings go whose things have
    been gone for long, and what changed is counted."""
    drift = check()
    if drift:
        repair(drift)
    purge()
    engines.database.recount_if_due()
    return drift


def purge() -> int:
    """Delete the listings that were withdrawn 30 days ago and whose things are gone for good."""
    old = Listing.objects.filter(withdrawn_at__lt=clock.now() - KEPT_FOR)
    gone = 0
    for kind in kinds():
        things = apps.get_model(kind.model)._default_manager.values("pk")
        gone += old.filter(kind=kind.code).exclude(object_id__in=things).delete()[0]
    unknown = old.exclude(kind__in=[kind.code for kind in kinds()])
    return gone + unknown.delete()[0]
