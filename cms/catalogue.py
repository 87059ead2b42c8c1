"""The catalogue's list: plain filters read from the address, each answerable whatever it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.db.models.functions import Lower

from cms import cards, queries
from cms.models import Approach, CaseStudyPage, ServiceArea, ToolPage
from cms.models.solutions import SolutionQuerySet
from cms.strength import WORDS
from cms.vocabularies import load_vocabularies

A_PAGE = 20
KINDS = {"case-study": ("Case studies", CaseStudyPage), "tool": ("Tools", ToolPage)}
SORTS = {"strongest": "Strongest evidence", "newest": "Newest", "title": "A to Z"}
DEFAULT_SORT = "strongest"
STRONGEST = 5


@dataclass(frozen=True)
class Choice:
    """One option of a filter."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the query without it."""

    label: str
    query: str


@dataclass(frozen=True)
class Filters:
    """The filters in force; whatever the address says that does not exist is left out."""

    approach: Approach | None
    area: ServiceArea | None
    kind: str
    level: int | None
    examples: bool
    sort: str

    def as_query(self, **changes: str | None) -> str:
        """These filters as an address has them, with some changed or (None) left out."""
        values = {
            "approach": self.approach.slug if self.approach else None,
            "area": self.area.slug if self.area else None,
            "kind": self.kind or None,
            "evidence": None if self.level is None else str(self.level),
            "examples": None if self.examples else queries.HIDE,
            "sort": None if self.sort == DEFAULT_SORT else self.sort,
        }
        values.update(changes)
        return urlencode({key: value for key, value in values.items() if value})


def read_filters(
    parameters: Mapping[str, Any], approaches: list[Approach], areas: list[ServiceArea]
) -> Filters:
    """Filters from an address."""
    level = parameters.get("evidence", "")
    kind = parameters.get("kind", "")
    sort = parameters.get("sort", "")
    return Filters(
        approach=next((a for a in approaches if a.slug == parameters.get("approach")), None),
        area=next((a for a in areas if a.slug == parameters.get("area")), None),
        kind=kind if kind in KINDS else "",
        level=int(level) if level in {"0", "1", "2", "3", "4", "5"} else None,
        examples=queries.wants_examples(parameters),
        sort=sort if sort in SORTS else DEFAULT_SORT,
    )


def narrowed(filters: Filters) -> SolutionQuerySet:
    """The findable solutions that pass the filters, annotated with their strongest claim."""
    found = cards.with_strongest(queries.findable(examples=filters.examples))
    if filters.approach:
        found = found.filter(approaches=filters.approach)
    if filters.area:
        found = found.filter(service_areas=filters.area)
    if filters.kind:
        model = KINDS[filters.kind][1]
        found = found.filter(content_type=ContentType.objects.get_for_model(model))
    if filters.level is not None:
        found = found.filter(strongest_level__gte=filters.level)
    return found


def ordered(found: SolutionQuerySet, sort: str) -> SolutionQuerySet:
    """In the order asked for; examples never before real solutions."""
    orders: dict[str, tuple[Any, ...]] = {
        "strongest": (
            F("strongest_level").desc(nulls_last=True),
            F("strongest_day").desc(nulls_last=True),
        ),
        "newest": ("-first_published_at",),
        "title": (Lower("title"),),
    }
    return found.order_by("is_example", *orders[sort], "pk")


def context(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """What the catalogue's page shows for an address."""
    approaches, areas = load_vocabularies()
    filters = read_filters(parameters, approaches, areas)
    found = narrowed(filters)
    counted = found.order_by().aggregate(
        total=Count("pk"), examples=Count("pk", filter=Q(is_example=True))
    )
    paginator = Paginator(cards.selected(ordered(found, filters.sort)), A_PAGE)
    paginator.count = counted["total"]  # one statement for both counts
    listed: ListPage[Any] = paginator.get_page(parameters.get("page"))
    return {
        "filters": filters,
        "cards": cards.make_cards(listed.object_list),
        "listed": listed,
        "total": paginator.count,
        "examples_listed": counted["examples"],
        "page_links": paginator.get_elided_page_range(listed.number, on_each_side=1, on_ends=1),
        "query": filters.as_query(),
        "chips": chips(filters),
        "approach_choices": [Choice(a.slug, a.name, a == filters.approach) for a in approaches],
        "area_choices": [Choice(a.slug, a.name, a == filters.area) for a in areas],
        "kind_choices": [Choice(k, words, k == filters.kind) for k, (words, _) in KINDS.items()],
        "level_choices": [
            Choice(str(n), f"{n}: {or_stronger(n)}", n == filters.level) for n in range(5, 0, -1)
        ],
        "sort_choices": [Choice(s, words, s == filters.sort) for s, words in SORTS.items()],
        "toggle_examples_query": filters.as_query(
            examples=queries.HIDE if filters.examples else None
        ),
    }


def or_stronger(level: int) -> str:
    """ "Compared or stronger"; the strongest stands alone."""
    return f"{WORDS[level]} or stronger" if level < STRONGEST else WORDS[level]


def chips(filters: Filters) -> list[Chip]:
    """The filters in force, each with the query that drops it."""
    found = []
    if filters.approach:
        found.append(Chip(filters.approach.name, filters.as_query(approach=None)))
    if filters.area:
        found.append(Chip(filters.area.name, filters.as_query(area=None)))
    if filters.kind:
        found.append(Chip(KINDS[filters.kind][0], filters.as_query(kind=None)))
    if filters.level is not None:
        found.append(Chip(or_stronger(filters.level), filters.as_query(evidence=None)))
    if not filters.examples:
        found.append(Chip("Without examples", filters.as_query(examples=None)))
    return found
