"""Made-up solutions as rows: pages in their tree, what belongs to them, and their claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.utils.text import slugify
from taggit.models import Tag
from wagtail.models import Page

from cms.generating import marks
from cms.generating.councils import COUNCILS, councils, on_site
from cms.generating.rows import Table
from cms.generating.solutions import TAGS, Solution
from cms.models import (
    Approach,
    CaseStudyPage,
    CataloguePage,
    Evidence,
    ServiceArea,
    SolutionPage,
    SolutionTag,
    ToolPage,
)
from marketplace.core.actor import Actor
from marketplace.organisations.services import load_example_councils


class CannotGenerate(RuntimeError):
    """The site lacks what solutions need; the message says what."""


class Writer:
    """Knows what the rows refer to, and the tables that they go into. Raises CannotGenerate."""

    def __init__(self, actor: Actor) -> None:
        parent = CataloguePage.objects.first()
        areas, approaches = _ids(ServiceArea), _ids(Approach)
        if parent is None or not areas or not approaches:
            raise CannotGenerate(
                "Solutions need a catalogue, service areas and approaches: run manage.py setup_site"
            )
        self.parent_id = parent.pk
        self._areas, self._approaches = areas, approaches
        load_example_councils(actor=actor, path=COUNCILS, needed=[row.slug for row in councils()])
        there = on_site()
        self._councils = [there[row.code].pk for row in councils()]
        self._tags = _tags()
        types = ContentType.objects.get_for_models(CaseStudyPage, ToolPage, SolutionPage)
        self._types = {model: found.pk for model, found in types.items()}
        self._tables = {
            model: Table(model)
            for model in (
                Page,
                SolutionPage,
                CaseStudyPage,
                ToolPage,
                Evidence,
                SolutionTag,
                SolutionPage.service_areas.through,
                SolutionPage.approaches.through,
            )
        }

    def write(self, seed: int, solutions: Sequence[Solution]) -> list[int]:
        """All rows of some solutions; returns the ids of their pages."""
        paths = self._write_pages(seed, solutions)
        by_path = dict(Page.objects.filter(path__in=paths).values_list("path", "pk"))
        ids = [by_path[path] for path in paths]
        made = list(zip(ids, solutions, strict=True))
        self._insert(SolutionPage, (self._shared(pk, each) for pk, each in made))
        for model, is_tool in ((CaseStudyPage, False), (ToolPage, True)):
            rows = ({"solutionpage_ptr_id": pk, **s.own} for pk, s in made if s.is_tool == is_tool)
            self._insert(model, rows)
        areas, approaches = self._areas, self._approaches
        self._insert(
            SolutionPage.service_areas.through,
            (
                {"solutionpage_id": pk, "servicearea_id": area}
                for pk, each in made
                for area in dict.fromkeys(areas[slug] for slug in each.areas)
            ),
        )
        self._insert(
            SolutionPage.approaches.through,
            (
                {"solutionpage_id": pk, "approach_id": approach}
                for pk, each in made
                for approach in dict.fromkeys(approaches[slug] for slug in each.approaches)
            ),
        )
        self._insert(
            SolutionTag,
            (
                {"content_object_id": pk, "tag_id": self._tags[tag]}
                for pk, each in made
                for tag in each.tags
            ),
        )
        self._insert(
            Evidence, (self._claim(pk, claim) for pk, each in made for claim in each.claims)
        )
        return ids

    def _insert(self, model: Any, rows: Iterable[Mapping[str, Any]]) -> None:
        self._tables[model].insert(rows)

    def lock_parent(self) -> Page:
        """The page below which they are written, as it is now, until the transaction ends."""
        parent: Page = Page.objects.select_for_update().get(pk=self.parent_id)
        return parent

    def _write_pages(self, seed: int, solutions: Sequence[Solution]) -> list[str]:
        """The rows of the tree, after the catalogue's last child."""
        parent = self.lock_parent()
        last = parent.get_last_child()
        first = Page._str2int(last.path[-Page.steplen :]) + 1 if last else 1
        depth = parent.depth + 1
        paths = [Page._get_path(parent.path, depth, first + step) for step in range(len(solutions))]
        self._insert(
            Page,
            (
                {
                    **each.page,
                    "path": path,
                    "depth": depth,
                    "url_path": f"{parent.url_path}{each.page['slug']}/",
                    "translation_key": marks.key(seed, each.number),
                    "locale_id": parent.locale_id,
                    "content_type_id": self._types[ToolPage if each.is_tool else CaseStudyPage],
                }
                for path, each in zip(paths, solutions, strict=True)
            ),
        )
        Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(solutions))
        return paths

    def _shared(self, pk: int, each: Solution) -> dict[str, Any]:
        return {
            **each.shared,
            "page_ptr_id": pk,
            "organisation_id": self._councils[each.council],
            "main_area_id": self._areas[each.areas[0]],
        }

    def _claim(self, pk: int, claim: Mapping[str, Any]) -> dict[str, Any]:
        verified_by = claim.get("verified_by_id")
        return {
            **claim,
            "solution_id": pk,
            "organisation_id": self._councils[claim["organisation_id"]],
            "verified_by_id": None if verified_by is None else self._councils[verified_by],
        }


class _Filed(dict[str, int]):
    """Ids by slug; of a slug that the site does not have, that of another, always the same."""

    def __missing__(self, slug: str) -> int:
        ids = list(self.values())
        return ids[sum(slug.encode()) % len(ids)]


def _ids(model: Any) -> _Filed:
    return _Filed(model.objects.order_by("pk").values_list("slug", "pk"))


def _tags() -> dict[str, int]:
    """The tags by name; those that nobody had before are known by their slugs."""
    held = dict(Tag.objects.filter(name__in=TAGS).values_list("name", "pk"))
    for name in TAGS:
        if name not in held:
            held[name] = Tag.objects.create(name=name, slug=f"{marks.TAG_SLUG}{slugify(name)}").pk
    return held
