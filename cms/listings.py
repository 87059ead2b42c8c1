"""Solutions and guidance as search sees them: what the public finds, in plain text, a fixed number
of statements however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from wagtail.rich_text import get_text_for_indexing

from cms import spdx
from cms.models import (
    ClaimKind,
    Evidence,
    GuidancePage,
    SolutionPage,
    SolutionTag,
    ToolPage,
)
from cms.models.permissions import is_unrestricted
from cms.models.solutions import SolutionQuerySet
from cms.strength import Progress
from marketplace.core.bands import Band, band_of
from marketplace.core.listing import EXAMPLES, KIND, MADE_UP, NO_EVIDENCE, REAL, Findable
from marketplace.organisations.listings import facets_of
from marketplace.organisations.models import Council, OrganisationKind

A_BATCH = 200
CASE_STUDY, TOOL, GUIDANCE = "case-study", "tool", "guidance"
SAVED = (  # pence
    Band("under-10k", "Under £10,000", 10_000_00),
    Band("10k-100k", "£10,000 to £100,000", 100_000_00),
    Band("100k-1m", "£100,000 to £1m", 1_000_000_00),
    Band("1m", "£1m and more", None),
)
STORY = ("problem", "done", "changed", "went_wrong")
NEEDS = ("data_shared", "data_needed", "data_quality", "people", "cost_note", "dpia_note")
TOOL_TEXT = ("needs_systems", "needs_skills", "hosting", "support", "replaces")


def solutions(ids: Collection[int] | None) -> Iterator[Findable]:
    """The solutions among `ids` (all: None) that the public finds."""
    found: SolutionQuerySet = SolutionPage.objects.findable().select_related("organisation")
    if ids is not None:
        found = found.filter(pk__in=ids)
    for pages in _batches(found):
        yield from _solutions(pages)


def guidance(ids: Collection[int] | None) -> Iterator[Findable]:
    """The guidance pages among `ids` (all: None) that everybody may read."""
    found = GuidancePage.objects.live().filter(is_unrestricted(), alias_of__isnull=True)
    if ids is not None:
        found = found.filter(pk__in=ids)
    for pages in _batches(found):
        for page in pages:
            yield Findable(
                id=page.pk,
                title=page.title,
                summary=page.summary,
                body=_body(page),
                facets={KIND: [GUIDANCE], EXAMPLES: [REAL]},
                published_at=page.first_published_at,
            )


def _batches(found: Any) -> Iterator[list[Any]]:
    """Pages some at a time, by their ids, so that memory stays flat."""
    last = 0
    while pages := list(found.filter(pk__gt=last).order_by("pk")[:A_BATCH]):
        yield pages
        last = pages[-1].pk


class _Around:
    """What belongs to some solutions and stands in other tables."""

    def __init__(self, ids: list[int]) -> None:
        self.tools = ToolPage.objects.in_bulk(ids)
        self.claims: dict[int, list[Evidence]] = defaultdict(list)
        claims = Evidence.objects.public().filter(solution__in=ids).select_related("organisation")
        for claim in claims.strongest_first():
            self.claims[claim.solution_id].append(claim)
        self.areas = _related(SolutionPage.service_areas.through, "servicearea", ids)
        self.approaches = _related(SolutionPage.approaches.through, "approach", ids)
        self.tags: dict[int, list[str]] = defaultdict(list)
        tagged = SolutionTag.objects.filter(content_object__in=ids).order_by("pk")
        for page, name in tagged.values_list("content_object_id", "tag__name"):
            self.tags[page].append(name)


def _related(through: Any, to: str, ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = through.objects.filter(solutionpage__in=ids).order_by(f"{to}__order", f"{to}_id")
    for page, pk, name in rows.values_list("solutionpage_id", f"{to}_id", f"{to}__name"):
        found[page].append((pk, name))
    return found


def _solutions(pages: list[SolutionPage]) -> Iterator[Findable]:
    around = _Around([page.pk for page in pages])
    councils = Council.objects.in_bulk(
        [
            page.organisation_id
            for page in pages
            if page.organisation and page.organisation.kind == OrganisationKind.COUNCIL
        ]
    )
    for page in pages:
        claims = around.claims[page.pk]
        tool = around.tools.get(page.pk)
        strongest = claims[0] if claims else None
        yield Findable(
            id=page.pk,
            title=page.title,
            summary=page.summary,
            body=_text(page, claims, tool),
            keywords=_keywords(page, claims, tool, around),
            facets=_facets(page, strongest, tool, councils.get(page.organisation_id), around),
            level=strongest.level if strongest else None,
            verified=any(claim.verified_by_id for claim in claims),
            confirmed_on=strongest.confirmed_on if strongest else None,
            published_at=page.first_published_at,
            is_example=page.is_example,
        )


def _facets(
    page: SolutionPage,
    strongest: Evidence | None,
    tool: ToolPage | None,
    council: Council | None,
    around: _Around,
) -> dict[str, list[str]]:
    found = {
        KIND: [TOOL if tool else CASE_STUDY],
        "area": [str(pk) for pk, _ in around.areas[page.pk]],
        "approach": [str(pk) for pk, _ in around.approaches[page.pk]],
        "evidence": [str(strongest.level) if strongest else NO_EVIDENCE],
        EXAMPLES: [MADE_UP if page.is_example else REAL],
    }
    if tool:
        found["licence"] = spdx.identifiers(tool.licence)
    if council:
        found |= facets_of(council)
    saved = band_of(_saved(around.claims[page.pk]), SAVED)
    if saved:
        found["saved"] = [saved.code]
    return found


def _saved(claims: Iterable[Evidence]) -> int | None:
    """The most money that one claim says was saved, and not only will be, in pence; of a range its
    low end."""
    amounts = (
        claim.pence if claim.pence is not None else claim.pence_low
        for claim in claims
        if claim.kind == ClaimKind.MONEY_SAVED and claim.progress == Progress.REALISED
    )
    return max((pence for pence in amounts if pence is not None), default=None)


def _text(page: SolutionPage, claims: list[Evidence], tool: ToolPage | None) -> str:
    parts = [get_text_for_indexing(getattr(page, name)) for name in STORY]
    parts += [line for claim in claims for line in (claim.statement, claim.account, claim.counted)]
    parts.append(_body(page))
    parts += [getattr(page, name) for name in NEEDS]
    if tool:
        parts += [getattr(tool, name) for name in TOOL_TEXT]
    return _lines(parts)


def _keywords(
    page: SolutionPage, claims: list[Evidence], tool: ToolPage | None, around: _Around
) -> str:
    """Whose it is and what it is filed under: found, and shown elsewhere on the result."""
    parts = [page.whose, *around.tags[page.pk]]
    if page.organisation:
        parts.append(page.organisation.short_name)
    parts += [name for _, name in around.areas[page.pk]]
    parts += [name for _, name in around.approaches[page.pk]]
    parts += [claim.observed_at for claim in claims]
    if page.dpia:
        parts.append(f"Data protection impact assessment, DPIA: {page.get_dpia_display()}")
    if tool:
        parts += ["open source", *tool.platforms, *tool.built_with, tool.licence]
    return _lines(dict.fromkeys(parts))


def _body(page: Any) -> str:
    return _lines(page.body.stream_block.get_searchable_content(page.body))


def _lines(parts: Iterable[Any]) -> str:
    return "\n".join(filter(None, (" ".join(str(part).split()) for part in parts)))
