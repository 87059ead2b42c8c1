"""Reads of councils: their list, one's page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Q

from marketplace.organisations.models import Council, CouncilType, DomainState
from marketplace.organisations.register.rows import NATIONS

A_PAGE = 50
HIDE = "hide"
MADE_UP = "Made up, as examples"


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the query without it."""

    label: str
    query: str


@dataclass(frozen=True)
class Filters:
    """What a reader of the list asked for; what does not exist was left out."""

    words: str
    nation: str
    type: str
    ended: bool
    examples: bool

    def chips(self) -> list[Chip]:
        """Each filter in force, with the query without it."""
        type_ = CouncilType(self.type).label if self.type else ""
        told = (
            ("q", f"“{self.words}”" if self.words else ""),
            ("nation", self.nation),
            ("type", type_),
        )
        return [Chip(label, self.as_query(**{name: None})) for name, label in told if label]

    def as_query(self, **changes: str | None) -> str:
        """These filters as an address has them, with some changed or (None) left out."""
        values = {
            "q": self.words,
            "nation": self.nation,
            "type": self.type,
            "ended": "yes" if self.ended else None,
            "examples": None if self.examples else HIDE,
            **changes,
        }
        return urlencode({key: value for key, value in values.items() if value})


def read_filters(parameters: Mapping[str, str]) -> Filters:
    """Filters from an address, whatever it says."""
    nation, type_ = parameters.get("nation", ""), parameters.get("type", "")
    return Filters(
        words=" ".join(parameters.get("q", "").replace("\x00", "").split())[:100],
        nation=nation if nation in NATIONS else "",
        type=type_ if type_ in CouncilType.values else "",
        ended=parameters.get("ended") == "yes",
        examples=parameters.get("examples") != HIDE,
    )


def council_list(filters: Filters, *, page: str, today: dt.date) -> dict[str, Any]:
    """One page of councils by nation and name, made-up ones after all others. A page number that
    does not exist gives the nearest that does; made-up ones are counted apart. Three statements."""
    councils = Council.objects.ended(today) if filters.ended else Council.objects.current(today)
    if filters.words:
        councils = councils.filter(
            Q(name__icontains=filters.words) | Q(short_name__icontains=filters.words)
        )
    if filters.nation:
        councils = councils.filter(nation=filters.nation)
    if filters.type:
        councils = councils.filter(type=filters.type)
    if not filters.examples:
        councils = councils.filter(is_example=False)
    paginator = Paginator(councils.order_by("is_example", "nation", "short_name", "pk"), A_PAGE)
    made_up = councils.filter(is_example=True).count() if filters.examples else 0
    listed = paginator.get_page(page)
    return {
        "filters": filters,
        "chips": filters.chips(),
        "clear_query": filters.as_query(q=None, nation=None, type=None),
        "listed": listed,
        "groups": _by_nation(listed),
        "total": paginator.count - made_up,
        "total_examples": made_up,
        "page_links": paginator.get_elided_page_range(listed.number, on_each_side=2, on_ends=1),
        "query": filters.as_query(),
        "toggle_examples_query": filters.as_query(examples=HIDE if filters.examples else None),
        "toggle_ended_query": filters.as_query(ended=None if filters.ended else "yes"),
        "nations": NATIONS,
        "types": CouncilType.choices,
    }


@dataclass(frozen=True)
class Group:
    """The councils of one nation on a page of the list."""

    title: str
    councils: list[Council]


def _by_nation(listed: Page[Council]) -> list[Group]:
    def title(council: Council) -> str:
        return MADE_UP if council.is_example else council.nation

    councils: Iterable[Council] = listed.object_list
    return [Group(name, list(found)) for name, found in groupby(councils, key=title)]


def council_totals(today: dt.date) -> tuple[int, int]:
    """How many real councils are current, and how many have ended. Two statements."""
    real = Council.objects.filter(is_example=False)
    return real.current(today).count(), real.ended(today).count()


def council_page(slug: str, *, today: dt.date) -> dict[str, Any] | None:
    """What is known of a council, or None where there is none of that slug. Four statements."""
    council = Council.objects.filter(slug=slug).first()
    if council is None:
        return None
    return {
        "council": council,
        "has_ended": council.has_ended(today),
        "successors": list(council.successors.order_by("short_name", "pk")),
        "predecessors": list(council.predecessors.order_by("short_name", "pk")),
        "domains": list(
            council.email_domains.exclude(state=DomainState.REFUSED).order_by("domain")
        ),
    }
