"""The parts of pages that show the catalogue, the same for every reader: drawn, or as kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from cms import catalogue as lists
from cms import queries
from cms.kept import kept
from cms.models import SolutionPage
from cms.vocabularies import load_vocabularies
from marketplace.core.findable import findable_version
from marketplace.core.rendering import render_part

HOME_PARTS = ("specimen", "lists", "figures")
LONGEST_NUMBER = 4  # figures of a page's number


def home(parameters: Mapping[str, Any], *, is_preview: bool) -> dict[str, Any]:
    """What the home page's template takes: its drawn parts by name, and whether examples show."""
    examples = queries.wants_examples(parameters)
    vocabularies = load_vocabularies()
    told = {
        "examples_shown": examples,
        "without_examples": "" if examples else f"&examples={queries.HIDE}",
    }

    def draw() -> dict[str, str]:
        shown = told | queries.home(examples=examples, vocabularies=vocabularies)
        return {part: render_part(f"cms/home_{part}.html", shown) for part in HOME_PARTS}

    version = None if is_preview else vocabularies.version
    return told | {"drawn": kept(f"home:{examples}", version, draw)}


def catalogue(parameters: Mapping[str, Any], url: str, *, is_preview: bool) -> dict[str, Any]:
    """What the list's template takes: the drawn list, and which page of it this is."""
    wanted = lists.read(parameters)
    asked = str(parameters.get("page", "1"))
    vocabularies = load_vocabularies()

    def draw() -> dict[str, Any]:
        shown = lists.context(wanted, asked, vocabularies)
        return {
            "list": render_part("cms/catalogue_list.html", {"here": url, **shown}),
            "number": shown["listed"].number,
        }

    # One key for each page that there is: "01" is page 1, and what is beyond the end is not kept.
    usual = asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_NUMBER
    number = int(asked) if usual else 0
    version = vocabularies.version if number and not is_preview else None
    what = f"list:{url}:{wanted.as_query()}:{number}"
    return {"drawn": kept(what, version, draw, worth=lambda drawn: drawn["number"] == number)}


def solution(page: SolutionPage, request: HttpRequest) -> dict[str, str]:
    """What a solution's template takes: whose it is, and its page but for the panels."""
    is_preview = getattr(request, "is_preview", False)

    def draw() -> dict[str, str]:
        shown = {"page": page, **queries.solution_detail(page, preview=is_preview)}
        return {
            "main": render_part("cms/solution_main.html", shown),
            "source": render_part("cms/solution_source.html", shown),
            "whose": page.whose,
        }

    version = None if is_preview or not page.pk else findable_version(request)
    return kept(f"solution:{page.pk}", version, draw)
