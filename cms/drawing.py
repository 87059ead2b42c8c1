"""The parts of the home page and of the list that show the whole catalogue, drawn or as kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from cms import catalogue as lists
from cms import queries
from cms.kept import kept
from cms.vocabularies import load_with_version

HOME_PARTS = ("specimen", "lists", "figures")
LONGEST_NUMBER = 4  # figures of a page's number; nobody fills the cache with others


def home(parameters: Mapping[str, Any], *, is_preview: bool) -> dict[str, Any]:
    """What the home page's template takes: its drawn parts by name, and whether examples show."""
    examples = queries.wants_examples(parameters)
    vocabularies = load_with_version()

    def draw() -> dict[str, str]:
        shown = queries.home(examples=examples, vocabularies=vocabularies)
        shown["site_name"] = settings.SITE_NAME
        return {part: render_to_string(f"cms/home_{part}.html", shown) for part in HOME_PARTS}

    version = None if is_preview else vocabularies.version
    return {
        "drawn": kept(f"home:{examples}", version, draw),
        "examples_shown": examples,
        "without_examples": "" if examples else f"&examples={queries.HIDE}",
    }


def catalogue(parameters: Mapping[str, Any], url: str, *, is_preview: bool) -> dict[str, Any]:
    """What the list's template takes: the drawn list, and which page of it this is."""
    wanted = lists.read(parameters)
    asked = str(parameters.get("page", "1"))
    vocabularies = load_with_version()

    def draw() -> dict[str, Any]:
        shown = lists.context(parameters, vocabularies=vocabularies)
        return {
            "list": render_to_string(
                "cms/catalogue_list.html", {"here": url, "site_name": settings.SITE_NAME, **shown}
            ),
            "number": shown["listed"].number,
        }

    usual = asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_NUMBER
    version = vocabularies.version if usual and not is_preview else None
    return {"drawn": kept(f"list:{url}:{wanted.as_query()}:{asked}", version, draw)}
