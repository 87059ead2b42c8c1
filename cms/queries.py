"""Reads across the catalogue: what the home page and a solution's page show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from wagtail.models import Page, WorkflowState

from cms import cards
from cms.models import (
    Approach,
    ClaimKind,
    ClaimStatus,
    Evidence,
    ServiceArea,
    SolutionPage,
)
from cms.models.solutions import SolutionQuerySet
from cms.strength import WORDS
from cms.vocabularies import Vocabularies
from marketplace.core import clock
from marketplace.organisations.models import OrganisationKind

MATRIX_COLUMNS = 7
HIDE = "hide"


def wants_examples(parameters: Mapping[str, Any]) -> bool:
    """Whether a reader wants to see the examples: yes, unless the address says examples=hide."""
    return parameters.get("examples") != HIDE


def findable(*, examples: bool = True) -> SolutionQuerySet:
    """The solutions that the public finds, with or without the made-up ones."""
    solutions: SolutionQuerySet = SolutionPage.objects.findable()
    return solutions if examples else solutions.real()


@dataclass(frozen=True)
class Cell:
    """One approach in one service area. `share` is per cent of the fullest cell; `query` are the
    parameters of the search for it."""

    area: ServiceArea
    count: int
    share: int
    query: str


@dataclass(frozen=True)
class Way:
    """A row of the home page's table: an approach and its cells."""

    approach: Approach
    cells: list[Cell]


def home(*, examples: bool, vocabularies: Vocabularies) -> dict[str, Any]:
    """What the home page shows. Tallies never count examples."""
    found = findable(examples=examples)
    strongest = list(cards.some(found, cards.effective_first, slice(3)))
    newest = list(cards.some(found, _newest_first, slice(4)))
    strongest_cards, newest_cards = cards.make_card_lists(strongest, newest)
    approaches, all_areas = vocabularies.approaches, vocabularies.areas
    areas = [area for area in all_areas if area.on_home][:MATRIX_COLUMNS]
    return {
        "areas": areas,
        "ways": ways(found, approaches, areas, examples=examples),
        "strongest": strongest_cards,
        "newest": newest_cards,
        "specimen": strongest_cards[0] if strongest_cards else None,
        "tally": tally(),
        "today": clock.today(),
    }


def _newest_first(found: SolutionQuerySet) -> SolutionQuerySet:
    return cards.with_strongest(found).order_by("is_example", "-first_published_at", "-pk")


def ways(
    found: SolutionQuerySet,
    approaches: list[Approach],
    areas: list[ServiceArea],
    *,
    examples: bool,
) -> list[Way]:
    """Approaches by service areas, each cell with its count and the search that finds as many."""
    counts = {
        (row["approaches"], row["service_areas"]): row["solutions"]
        for row in found.filter(service_areas__in=areas, approaches__isnull=False)
        .order_by()
        .values("approaches", "service_areas")
        .annotate(solutions=Count("pk", distinct=True))
    }
    fullest = max(counts.values(), default=1)
    rows = []
    for approach in approaches:
        row = []
        for area in areas:
            count = counts.get((approach.pk, area.pk), 0)
            query = {"area": area.slug, "approach": approach.slug}
            if not examples:
                query["examples"] = HIDE
            row.append(Cell(area, count, round(count * 100 / fullest), urlencode(query)))
        rows.append(Way(approach, row))
    return rows


@dataclass(frozen=True)
class Tally:
    """Proven in figures, examples left out; how many of those there are is told apart."""

    solutions: int
    claims: int
    verified: int
    not_effective: int
    councils: int
    examples: int


def tally() -> Tally:
    """Counted in one statement."""
    real = Q(is_example=False)
    public = real & Q(claims__status=ClaimStatus.PUBLIC)
    council = Q(organisation__kind=OrganisationKind.COUNCIL, organisation__is_example=False)
    counted = (
        findable()
        .order_by()
        .aggregate(
            solutions=Count("pk", filter=real, distinct=True),
            all_claims=Count("claims", filter=public, distinct=True),
            verified=Count(
                "claims", filter=public & Q(claims__verified_by__isnull=False), distinct=True
            ),
            not_effective=Count(
                "claims", filter=public & Q(claims__kind=ClaimKind.NOT_EFFECTIVE), distinct=True
            ),
            councils=Count("organisation", filter=real & council, distinct=True),
            examples=Count("pk", filter=~real, distinct=True),
        )
    )
    return Tally(claims=counted.pop("all_claims"), **counted)


@dataclass(frozen=True)
class LedgerRow:
    """A claim as the ledger shows it."""

    claim: Evidence
    stale: bool


def ledger_of(solution_id: int, today: dt.date, *, preview: bool = False) -> list[LedgerRow]:
    """A solution's public claims, strongest first, with what each names; in a preview also those
    that wait to become public with it."""
    found = Evidence.objects.exclude(status=ClaimStatus.WITHDRAWN)
    claims = (
        (found if preview else Evidence.objects.public())
        .filter(solution_id=solution_id)
        .select_related("organisation", "verified_by")
        .strongest_first()
    )
    return [LedgerRow(claim, claim.is_stale(today)) for claim in claims]


def solution_detail(page: SolutionPage, *, preview: bool = False) -> dict[str, Any]:
    """What a solution's page shows beside its own fields: ledger, headline claim, areas, ways."""
    today = clock.today()
    ledger = ledger_of(page.pk, today, preview=preview) if page.pk else []
    headline = ledger[0] if ledger else None
    return {
        "ledger": ledger,
        "headline": headline,
        "areas": list(page.service_areas.all()),
        "approaches": list(page.approaches.all()),
        "tags": list(page.tags.all()),
        "today": today,
    }


def organisation_solutions(organisation_id: int) -> list[cards.Card]:
    """The findable solutions of one organisation, newest first."""
    found = findable().filter(organisation_id=organisation_id)
    pages = cards.selected(cards.with_strongest(found)).order_by("-first_published_at", "-pk")
    return cards.make_cards(pages)


@dataclass(frozen=True)
class Neighbour:
    """Another solution, in a line: `level` is that of its strongest claim, None without one."""

    title: str
    url: str
    kind_label: str
    whose: str
    is_example: bool
    level: int | None

    @property
    def words(self) -> str:
        return WORDS[self.level]


def neighbours(ids: Sequence[int]) -> list[Neighbour]:
    """The solutions of those ids that can be found, in that order. One statement, which stands on
    every solution's page: of few columns, because composing it takes longer than answering it."""
    rows = cards.with_strongest_level(findable().filter(pk__in=ids)).values_list(
        "pk", "title", "url_path", "content_type", "organisation__name", "public_body",
        "is_example", "strongest_level",
    )  # fmt: skip
    by_id = {
        pk: Neighbour(
            title=title,
            url=Page(pk=pk, url_path=url_path).url or "",
            kind_label=cards.label_of(content_type),
            whose=organisation or public_body,
            is_example=is_example,
            level=level,
        )
        for pk, title, url_path, content_type, organisation, public_body, is_example, level in rows
    }
    return [by_id[pk] for pk in ids if pk in by_id]


def solutions_whose_claims_are_late() -> list[int]:
    """Ids of live solutions, waiting for no day, whose approved claims are still in review."""
    waiting = Evidence.objects.filter(
        status=ClaimStatus.IN_REVIEW, submitted_with__status=WorkflowState.STATUS_APPROVED
    )
    pages = SolutionPage.objects.filter(pk__in=waiting.values("solution"), live=True)
    return [page.pk for page in pages if not page.approved_schedule]
