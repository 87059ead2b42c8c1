"""A tool's page as values that can be compared with a file's, and back."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from cms.blocks import RICH
from cms.models import Approach, ServiceArea, ToolPage
from cms.publiccode.filing import DEFAULT_APPROACH, DEFAULT_AREA
from cms.spdx import read_expression

# Kept on the page under the same name.
PLAIN = (
    "title", "summary", "done", "public_body", "repository", "website", "licence", "status",
    "platforms", "languages", "built_with", "needs_systems", "support",
)  # fmt: skip
# A page cannot do without these; a file that says nothing of them changes nothing.
NEVER_BLANK = ("title", "summary", "repository", "licence", "public_body", "areas", "approaches")


def values_of(page: ToolPage) -> dict[str, Any]:
    """What the page says, by the names of tools.FIELDS."""
    values = {name: getattr(page, name) for name in PLAIN}
    values["tags"] = sorted(tag.name for tag in page.tags.all())
    areas = [area.slug for area in page.service_areas.all()]
    if page.main_area_id:
        areas = [page.main_area.slug, *(slug for slug in areas if slug != page.main_area.slug)]
    values["areas"] = _main_first(areas)
    values["approaches"] = sorted(approach.slug for approach in page.approaches.all())
    return values


def fitted(values: dict[str, Any], page: ToolPage) -> tuple[dict[str, Any], dict[str, str]]:
    """The values as a page can hold them, and why some of them cannot be held, by field."""
    found, refused = dict(values), {}
    found["done"] = _rich(values["done"])
    found["tags"] = sorted(values["tags"])
    found["areas"] = _main_first(_filed(ServiceArea, values["areas"], DEFAULT_AREA))
    approaches = _filed(Approach, values["approaches"], DEFAULT_APPROACH)
    found["approaches"] = sorted(approaches)
    if values["licence"]:
        try:
            found["licence"] = read_expression(values["licence"])
        except ValidationError as error:
            refused["licence"] = " ".join(error.messages)
            found["licence"] = ""
    for name in PLAIN:
        if not found[name] or name == "done":
            continue
        try:
            page._meta.get_field(name).clean(found[name], page)
        except ValidationError as error:
            refused[name] = " ".join(error.messages)
            found[name] = [] if isinstance(found[name], list) else ""
    return found, refused


def put(page: ToolPage, values: dict[str, Any]) -> None:
    """Write values onto a page object; saving is the caller's."""
    for name, value in values.items():
        if name in PLAIN:
            setattr(page, name, value)
    if "tags" in values:
        page.tags.set(values["tags"])
    if "areas" in values:
        areas = _rows(ServiceArea, values["areas"])
        page.main_area = areas[0]
        page.service_areas = areas
    if "approaches" in values:
        page.approaches = _rows(Approach, values["approaches"])


def _main_first(slugs: list[str]) -> list[str]:
    """The first where it is, the others in an order that says nothing, as a page holds them."""
    return [*slugs[:1], *sorted(slugs[1:])]


def _rich(html: str) -> str:
    """The HTML as the editor's screen would save it, so that opening and saving changes nothing;
    what that screen does not offer is taken out."""
    if not html:
        return ""
    converter = ContentstateConverter(features=RICH)
    state = json.loads(converter.from_database_format(html))
    for number, block in enumerate(state["blocks"]):
        block["key"] = f"{number:05d}"  # by place: what is imported twice is the same twice
    return str(converter.to_database_format(json.dumps(state)))


def _filed(model: Any, slugs: list[str], default: str) -> list[str]:
    """Those that the site's editors still have; else the default; else whichever comes first."""
    known = list(model.objects.values_list("slug", flat=True))
    return (
        [slug for slug in slugs if slug in known]
        or [s for s in (default,) if s in known]
        or known[:1]
    )


def _rows(model: Any, slugs: list[str]) -> list[Any]:
    rows = {row.slug: row for row in model.objects.filter(slug__in=slugs)}
    return [rows[slug] for slug in slugs]
