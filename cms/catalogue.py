"""The catalogue's list: every solution, page by page; what narrows it is search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.db.models.functions import Lower
from django.http import QueryDict
from django.urls import reverse

from cms import cards, queries
from cms.models.solutions import SolutionQuerySet
from cms.vocabularies import Vocabularies

A_PAGE = 20
SORTS = {"strongest": "Strongest evidence", "newest": "Newest", "title": "A to Z"}
DEFAULT_SORT = "strongest"
STRONGEST = 5
FILTERS = ("kind", "area", "approach", "evidence")


@dataclass(frozen=True)
class Choice:
    """One way to sort."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Wanted:
    """What an address asks of the list; what does not exist is left out."""

    sort: str
    examples: bool

    def as_query(self, **changes: str | None) -> str:
        """This as an address has it, with some changed or (None) left out."""
        values = {
            "examples": None if self.examples else queries.HIDE,
            "sort": None if self.sort == DEFAULT_SORT else self.sort,
        }
        values.update(changes)
        return urlencode({key: value for key, value in values.items() if value})


def read(parameters: Mapping[str, Any]) -> Wanted:
    """What an address asks for."""
    sort = parameters.get("sort", "")
    return Wanted(
        sort=sort if sort in SORTS else DEFAULT_SORT, examples=queries.wants_examples(parameters)
    )


def moved_to(parameters: QueryDict) -> str | None:
    """Where what narrowed this list is answered now; None where the address narrows nothing. There
    a strength means that strength, which here meant it or a stronger one."""
    pairs = [(name, value) for name in FILTERS for value in parameters.getlist(name) if value]
    if not pairs:
        return None
    kept = [(name, value) for name, value in pairs if name != "evidence"]
    levels = {value for name, value in pairs if name == "evidence" and value in set("012345")}
    if levels:
        weakest = int(min(levels))
        kept += [("evidence", str(level)) for level in range(STRONGEST, weakest - 1, -1)]
    if not queries.wants_examples(parameters):
        kept.append(("examples", queries.HIDE))
    sort = str(parameters.get("sort", ""))
    if sort in SORTS and sort != DEFAULT_SORT:
        kept.append(("sort", sort))
    return f"{reverse('search')}?{urlencode(kept)}" if kept else reverse("search")


def ordered(found: SolutionQuerySet, sort: str) -> SolutionQuerySet:
    """In the order asked for; examples never before real solutions."""
    found = cards.with_strongest(found)
    orders: dict[str, tuple[Any, ...]] = {
        "strongest": (
            F("strongest_level").desc(nulls_last=True),
            F("strongest_day").desc(nulls_last=True),
        ),
        "newest": ("-first_published_at",),
        "title": (Lower("title"),),
    }
    return found.order_by("is_example", *orders[sort], "pk")


def context(wanted: Wanted, number: str, vocabularies: Vocabularies) -> dict[str, Any]:
    """What the catalogue's page of that number shows, whatever was typed for it."""
    found = queries.findable(examples=wanted.examples)
    counted = found.order_by().aggregate(
        total=Count("pk"), examples=Count("pk", filter=Q(is_example=True))
    )
    paginator = Paginator(range(counted["total"]), A_PAGE)  # one statement for both counts
    listed: ListPage[Any] = paginator.get_page(number)
    places: Any = listed.object_list
    shown = cards.some(
        found, lambda found: ordered(found, wanted.sort), slice(places.start, places.stop)
    )
    return {
        "examples_shown": wanted.examples,
        "cards": cards.make_cards(shown) if places else [],
        "listed": listed,
        "total": paginator.count,
        "examples_listed": counted["examples"],
        "page_links": paginator.get_elided_page_range(listed.number, on_each_side=1, on_ends=1),
        "query": wanted.as_query(),
        "approaches": vocabularies.approaches,
        "areas": vocabularies.areas,
        "sort_choices": [Choice(s, words, s == wanted.sort) for s, words in SORTS.items()],
        "toggle_examples_query": wanted.as_query(
            examples=queries.HIDE if wanted.examples else None
        ),
    }
