"""First content: each file becomes a page once; what editors do with it afterwards stays."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.models import Page

from cms.models import (
    Approach,
    CaseStudyPage,
    CataloguePage,
    ClaimStatus,
    Evidence,
    GuidanceIndexPage,
    GuidancePage,
    HomePage,
    PlainPage,
    ServiceArea,
    SolutionPage,
    ToolPage,
)
from cms.setup import reading
from marketplace.core.actor import CONTENT, acting_as
from marketplace.core.events import happened, record
from marketplace.core.models import Audience, Event
from marketplace.organisations.models import Organisation
from marketplace.organisations.services import EXAMPLES_REMOVED


def load_first_content() -> None:
    """Guidance, the pages of the footer, and the real solutions."""
    loaded = _loaded()
    for file in reading.files("guidance"):
        _load_once(file, loaded, _add_guidance)
    for file in reading.files("plain"):
        _load_once(file, loaded, _add_plain)
    for file in reading.files("real"):
        _load_once(file, loaded, _add_solution)


def load_examples() -> None:
    """The solutions of made-up councils, each marked as an example; none once they were removed."""
    if happened(EXAMPLES_REMOVED):
        return
    loaded = _loaded()
    for file in reading.files("examples"):
        _load_once(file, loaded, _add_example)


@transaction.atomic
def remove_examples() -> list[str]:
    """Delete every example with its claims, whoever added it; returns what stays, which is nothing.

    Examples are made up, so no record of theirs is worth keeping; their events stay.
    """
    pages = list(SolutionPage.objects.filter(is_example=True))
    Evidence.objects.filter(solution__in=pages).delete()
    for page in pages:
        record(
            "example.removed",
            actor=CONTENT,
            thing="solution",
            thing_id=page.pk,
            audience=Audience.STAFF,
        )
        page.specific.delete()
    return []


def _loaded() -> set[str]:
    keys = Event.objects.filter(name="content.loaded").values_list("dedupe_key", flat=True)
    return {key for key in keys if key}


def _load_once(file: reading.ContentFile, loaded: set[str], add: Any) -> None:
    key = f"content:{file.key}"
    if key in loaded:
        return
    with transaction.atomic(), acting_as(CONTENT):
        page: Page = add(file)
        page.save_revision().publish()
        record(
            "content.loaded",
            actor=CONTENT,
            thing="page",
            thing_id=page.pk,
            audience=Audience.STAFF,
            dedupe_key=key,
        )


def _add_guidance(file: reading.ContentFile) -> Page:
    return _add_under(GuidanceIndexPage.objects.get(), GuidancePage, file)


def _add_plain(file: reading.ContentFile) -> Page:
    return _add_under(HomePage.objects.get(), PlainPage, file)


def _add_under(parent: Page, model: Any, file: reading.ContentFile) -> Page:
    page: Page = parent.add_child(
        instance=model(
            title=file.data["title"],
            slug=file.slug,
            summary=file.data["summary"],
            search_description=file.data["summary"][:250],
            body=reading.body(file.data.get("body", [])),
        )
    )
    return page


def _add_example(file: reading.ContentFile) -> Page:
    return _add_solution(file, is_example=True)


def _add_solution(file: reading.ContentFile, *, is_example: bool = False) -> Page:
    data = file.data
    model = ToolPage if data["kind"] == "tool" else CaseStudyPage
    areas = _in_order(ServiceArea, data["service_areas"])
    page = model(
        slug=file.slug,
        is_example=is_example,
        main_area=areas[0],
        organisation=_organisation(data.get("council")),
        **reading.solution_values(data),
    )
    page.service_areas = areas
    page.approaches = _in_order(Approach, data["approaches"])
    page.tags.add(*data.get("tags", []))
    CataloguePage.objects.get().add_child(instance=page)
    for claim in data.get("claims", []):
        _add_claim(page, claim)
    return page


def _add_claim(page: SolutionPage, data: dict[str, Any]) -> None:
    claim = Evidence(
        solution_id=page.pk,
        status=ClaimStatus.PUBLIC,
        organisation=_organisation(data.get("council")),
        verified_by=_organisation(data.get("verified_by")),
        **reading.claim_values(data),
    )
    claim.full_clean()
    claim.save()
    record(
        "claim.published",
        actor=CONTENT,
        thing="claim",
        thing_id=claim.pk,
        audience=Audience.STAFF if page.is_example else Audience.PUBLIC,
        after={"solution": page.pk, "level": claim.level},
    )


def _organisation(slug: str | None) -> Organisation | None:
    return Organisation.objects.get(slug=slug) if slug else None


def _in_order(model: Any, slugs: list[str]) -> list[Any]:
    rows = {row.slug: row for row in model.objects.filter(slug__in=slugs)}
    return [rows[slug] for slug in slugs]
