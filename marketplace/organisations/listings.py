"""Councils as search sees them, and as a list of results shows them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

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
from marketplace.organisations.models import Council

A_BATCH = 500
COUNCIL = "council"
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
    last = 0
    while batch := list(found.filter(pk__gt=last)[:A_BATCH]):
        for council in batch:
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
        last = batch[-1].pk


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


def _summary(council: Council) -> str:
    where = council.region or council.nation
    said = f"{council.short_name}: {council.get_type_display()}"
    if where:
        said = f"{said} in {where}"
    if council.end_date:
        return f"{said}. It ended on {council.end_date:%-d %B %Y}."
    return f"{said}."
