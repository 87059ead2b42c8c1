"""What is said of a tool's file, to editors and to the public."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf.locale import LANG_INFO

from cms.models import Approach, PubliccodeSource, ServiceArea, SolutionPage, ToolPage
from cms.publiccode import pages, words
from cms.publiccode.importing import Plan
from cms.publiccode.merging import same

LABELS = {
    "done": "What was done",
    "public_body": "Whose it is",
    "licence": "Licence",
    "built_with": "Built with",
    "needs_systems": "Systems it needs",
    "tags": "Tags",
    "areas": "Service areas",
    "approaches": "Approaches",
}


@dataclass(frozen=True)
class Difference:
    """One field: what the page says, what the file says, whether the page will take it, and the
    language of the file's words, "" for English."""

    label: str
    page: str
    file: str
    taken: bool
    language: str = ""


def language_name(code: str) -> str:
    """ "Italian" for "it" and "it-IT"; the code where Django knows no name for it."""
    known: dict[str, Any] = LANG_INFO
    for key in (code.lower(), code.lower()[:2]):
        if "name" in known.get(key, {}):
            return str(known[key]["name"])
    return code


def label(field: str) -> str:
    return LABELS.get(field) or field.replace("_", " ").capitalize()


def differences(plan: Plan) -> list[Difference]:
    """What an import would change, and what it would leave to the editor, field by field."""
    told = pages.values_of(plan.draft) if plan.draft else {}
    names = _names()
    spoken = words.told(plan.facts.language, plan.values)
    fields = [
        field
        for field, value in plan.values.items()
        if (field in plan.merge.take if plan.draft else value) or field in plan.merge.kept
    ]
    return [
        Difference(
            label(field),
            _shown(told.get(field, ""), names),
            _shown(plan.values[field], names),
            field not in plan.merge.kept,
            spoken.get(field, {}).get("language", ""),
        )
        for field in fields
    ]


def for_editor(page: ToolPage) -> dict[str, Any]:
    """The file beside a page: its problems, its keys that nobody knows, the fields that are an
    editor's own by now. Empty for a page without a file."""
    source = PubliccodeSource.objects.filter(page_id=page.pk).first() if page.pk else None
    if source is None:
        return {}
    says = pages.values_of(page)
    own = [
        label(field)
        for field, value in source.values.items()
        if field in says and not same(says[field], value)
    ]
    unknown = [
        (name, json.dumps(value, ensure_ascii=False)) for name, value in source.unknown.items()
    ]
    return {
        "source": source,
        "language": language_name(source.language),
        "own": own,
        "unknown": unknown,
    }


def for_public(thing: SolutionPage, request: Any) -> Mapping[str, Any] | None:
    """For a tool that came from its repository: when its words were taken from there, and their
    language, "" for English. Asks the database nothing."""
    told = getattr(thing, "from_file", None)
    if not told:
        return None
    codes = (words.language_of(thing, field) for field in words.FIELDS)
    code = next(filter(None, codes), "")
    return {
        "read_on": dt.date.fromisoformat(told["on"]),
        "language": language_name(code) if code else "",
    }


def _names() -> dict[str, str]:
    areas = ServiceArea.objects.values_list("slug", "name")
    return {**dict(areas), **dict(Approach.objects.values_list("slug", "name"))}


def _shown(value: Any, names: dict[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(str(names.get(word, word)) for word in value)
    return str(value).replace("><", "> <")  # words stay apart once the marks are gone
