"""Reads the files of first content: TOML and Markdown into the values of pages and claims."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from cms import figures
from cms.models.evidence import MONEY_KINDS

CONTENT = Path(__file__).resolve().parents[1] / "content"

STORY = ("problem", "done", "changed", "went_wrong")
PLAIN = ("title", "summary", "public_body", "source_name", "source_url", "source_read_on")
COSTS = ("set_up_low", "set_up_high", "running_low", "running_high")
COST_WORDS = {
    "year": "cost_year",
    "note": "cost_note",
    "people": "people",
    "months_low": "months_low",
    "months_high": "months_high",
}
CLAIM_PLAIN = (
    "statement",
    "kind",
    "unit",
    "direction",
    "price_year",
    "period",
    "baseline",
    "account",
    "counted",
    "sample",
    "is_sample",
    "counted_so_far",
    "comparison",
    "comparison_note",
    "evaluator",
    "evaluation_cost",
    "repeated_in",
    "guide",
    "guide_url",
    "public_body",
    "source_name",
    "source_url",
    "source_date",
    "verified_on",
    "confirmed_on",
)


@dataclass(frozen=True)
class ContentFile:
    """One page to be: `key` names it for good ("real/camden-residents-index")."""

    key: str
    slug: str
    data: dict[str, Any]


def files(folder: str) -> Iterator[ContentFile]:
    """The files of one folder, by their order where they have one, else by name."""
    found = []
    for path in sorted((CONTENT / folder).glob("*.toml")):
        with path.open("rb") as handle:
            found.append(ContentFile(f"{folder}/{path.stem}", path.stem, tomllib.load(handle)))
    yield from sorted(found, key=lambda file: (file.data.get("order", 0), file.slug))


def html(markdown: str) -> str:
    """Rich text from Markdown; the token {contact_email} becomes the site's address."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - no web process needs it at its start

    told = markdown.replace("{contact_email}", settings.CONTACT_EMAIL)
    return str(MarkdownIt("commonmark", {"html": False}).render(told)).strip()


def solution_values(data: dict[str, Any]) -> dict[str, Any]:
    """Field values of a case study or tool, without what refers to other rows."""
    values: dict[str, Any] = {name: data[name] for name in PLAIN if name in data}
    values |= {name: html(data[name]) for name in STORY if name in data}
    cost = data.get("cost", {})
    values |= {name: cost[name] * 100 for name in COSTS if name in cost}
    values |= {field: cost[name] for name, field in COST_WORDS.items() if name in cost}
    values |= data.get("governance", {})
    needs = data.get("data", {})
    values |= {f"data_{name}": needs[name] for name in ("needed", "quality") if name in needs}
    values |= data.get("tool", data.get("case", {}))
    values["body"] = body(data.get("body", []))
    return values


def claim_values(data: dict[str, Any]) -> dict[str, Any]:
    """Field values of a claim, without what refers to other rows."""
    values: dict[str, Any] = {name: data[name] for name in CLAIM_PLAIN if name in data}
    values["progress"] = data["state"]
    money = data["kind"] in MONEY_KINDS
    for name, field in (("figure", ""), ("low", "_low"), ("high", "_high")):
        if name not in data:
            continue
        if money:
            values[f"pence{field}"] = figures.read_pounds(data[name])
        else:
            values[f"figure{field}"] = Decimal(data[name])
    return values


def body(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Blocks as a StreamField takes them."""
    return [{"type": block["type"], "value": _block(block)} for block in blocks]


def _block(block: dict[str, Any]) -> dict[str, Any]:
    value = {name: content for name, content in block.items() if name != "type"}
    if block["type"] in ("text", "call_out"):
        value["text"] = html(value["text"])
    elif block["type"] == "bars":
        value["rows"] = [{"state": "realised", **row} for row in value["rows"]]
    elif block["type"] == "table":
        head = value.pop("head")
        value["table"] = {
            "columns": [{"type": "text", "heading": heading} for heading in head],
            "rows": [{"values": [str(cell) for cell in row]} for row in value.pop("rows")],
            "caption": "",
        }
    return value
