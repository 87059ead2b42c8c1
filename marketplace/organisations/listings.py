"""Councils and suppliers as search sees them, and as a list of results shows them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from marketplace.core.bands import Band, band_of
from marketplace.core.listing import (
    EXAMPLES,
    KIND,
    MADE_UP,
    REAL,
    Findable,
    PlainCard,
    ResultCard,
)
from marketplace.organisations.models import Council, Vendor

A_BATCH = 500
COUNCIL, VENDOR = "council", "vendor"
SIZES = (  # people
    Band("under-100k", "Under 100,000 people", 100_000),
    Band("100k-200k", "100,000 to 200,000", 200_000),
    Band("200k-400k", "200,000 to 400,000", 400_000),
    Band("400k", "400,000 and more", None),
)


def facets_of(council: Council) -> dict[str, list[str]]:
    """What a council, and whatever it did, is filed under."""
    size = band_of(council.population, SIZES)
    return {
        "type": [council.type],
        "region": [council.region] if council.region else [],
        "size": [size.code] if size else [],
    }


def councils(ids: Collection[int] | None) -> Iterator[Findable]:
    """The councils among `ids` (all: None), those that ended too: what they did stays on record."""
    found = Council.objects.order_by("pk")
    if ids is not None:
        found = found.filter(pk__in=ids)
    for council in _in_batches(found):
        yield Findable(
            id=council.pk,
            title=council.name,
            summary=_summary(council),
            keywords="\n".join(
                filter(None, (council.short_name, council.gss_code, council.nation))
            ),
            facets={
                KIND: [COUNCIL],
                **facets_of(council),
                EXAMPLES: [MADE_UP if council.is_example else REAL],
            },
            is_example=council.is_example,
        )


def council_cards(ids: Collection[int]) -> Mapping[int, ResultCard]:
    """One statement."""
    return {
        council.pk: PlainCard(
            council.get_absolute_url(),
            council.name,
            _summary(council),
            ("Council",),
            council.is_example,
        )
        for council in Council.objects.filter(pk__in=ids)
    }


def vendors(ids: Collection[int] | None) -> Iterator[Findable]:
    """The suppliers among `ids` (all: None) that a moderator has verified. What they own is found by
    itself, and by their names."""
    found = Vendor.objects.listed().order_by("pk")
    if ids is not None:
        found = found.filter(pk__in=ids)
    for vendor in _in_batches(found):
        yield Findable(
            id=vendor.pk,
            title=vendor.name,
            summary=_vendor_summary(vendor),
            keywords="\n".join(
                filter(None, (vendor.short_name, vendor.company_number, _host(vendor)))
            ),
            facets={KIND: [VENDOR], EXAMPLES: [MADE_UP if vendor.is_example else REAL]},
            is_example=vendor.is_example,
        )


def vendor_cards(ids: Collection[int]) -> Mapping[int, ResultCard]:
    """One statement."""
    return {
        vendor.pk: PlainCard(
            vendor.get_absolute_url(),
            vendor.name,
            _vendor_summary(vendor),
            ("Supplier",),
            vendor.is_example,
        )
        for vendor in Vendor.objects.listed().filter(pk__in=ids)
    }


def _in_batches(found: Any) -> Iterator[Any]:
    """Organisations by their ids, read some at a time, so that memory stays flat."""
    last = 0
    while batch := list(found.filter(pk__gt=last)[:A_BATCH]):
        yield from batch
        last = batch[-1].pk


def _vendor_summary(vendor: Vendor) -> str:
    """What is known of it. A made-up one was verified by nobody."""
    parts = ["A supplier that is made up" if vendor.is_example else "Verified supplier"]
    if vendor.company_number:
        parts.append(f"company number {vendor.company_number}")
    elif vendor.sole_trader:
        parts.append("no company number")
    parts.append(_host(vendor))
    return f"{', '.join(filter(None, parts))}."


def _host(vendor: Vendor) -> str:
    return (urlsplit(vendor.website).hostname or "").removeprefix("www.")


def _summary(council: Council) -> str:
    where = council.region or council.nation
    said = f"{council.short_name}: {council.get_type_display()}"
    if where:
        said = f"{said} in {where}"
    if council.end_date:
        return f"{said}. It ended on {council.end_date:%-d %B %Y}."
    return f"{said}."
