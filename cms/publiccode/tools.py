"""What a file says, as the fields of a tool's page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from cms.publiccode import filing
from cms.publiccode.privacy import phones, without_contacts
from cms.publiccode.repositories import owner
from cms.publiccode.validating import Reading
from cms.publiccode.words import is_english

# In the order in which a report names them. `areas` and `approaches` hold slugs, main area first.
FIELDS = (
    "title", "summary", "done", "public_body", "repository", "website", "licence", "status",
    "platforms", "languages", "built_with", "needs_systems", "support", "tags", "areas",
    "approaches",
)  # fmt: skip
# Whose value in the file is wrong, as opposed to missing, says nothing about the page's.
SOURCES = {"website": "landingURL", "status": "developmentStatus", "licence": "legal.license"}
MOST_WORDS = 30
_LONGEST = {
    "title": 200,
    "summary": 300,
    "public_body": 160,
    "needs_systems": 2_000,
    "support": 1_000,
}
_LONGEST_STORY = 10_000
_LONGEST_FEATURE = 300

_MAINTENANCE = {
    "internal": "Maintained by its publisher’s own people.",
    "community": "Maintained by a community.",
    "contract": "Maintained under contract",
    "none": "Nobody maintains it.",
}


@dataclass(frozen=True)
class ToolFacts:
    """Values by the names of FIELDS, all of them such as JSON holds; `language` is the one that the
    words are in. `unusable` names those whose value in the file is wrong."""

    values: dict[str, Any]
    language: str
    unusable: frozenset[str]


def tool_facts(reading: Reading) -> ToolFacts:
    """The page's values from what is right in the file: words in English, else in the language
    that comes first."""
    values = reading.values
    language, words = _described(values.get("description") or {})
    numbers = phones(values)
    legal = values.get("legal") or {}
    categories = values.get("categories") or []
    scopes = (values.get("intendedAudience") or {}).get("scope") or []
    needs = values.get("dependsOn") or {}
    name = _line(values.get("name", ""), numbers)
    facts: dict[str, Any] = {
        "title": name,
        "summary": _line(words.get("shortDescription") or "", numbers) or name,
        "done": _story(words, language, numbers),
        "public_body": _line(_publisher(values), numbers),
        "repository": values.get("url", ""),
        "website": values.get("landingURL", ""),
        "licence": legal.get("license", ""),
        "status": values.get("developmentStatus", ""),
        "platforms": _list(values.get("platforms")),
        "languages": _list((values.get("localisation") or {}).get("availableLanguages")),
        "built_with": _list(part["name"] for part in needs.get("open") or [] if "name" in part),
        "needs_systems": _line("; ".join(_needed(needs)), numbers),
        "support": _line(_support(values.get("maintenance") or {}), numbers),
        "tags": _list(word.replace("-", " ") for word in categories if word != "other"),
        "areas": filing.areas(categories, scopes),
        "approaches": filing.approaches(categories),
    }
    for field, longest in _LONGEST.items():
        facts[field] = _cut(facts[field], longest)
    wrong = {problem.field for problem in reading.errors}
    unusable = {field for field, source in SOURCES.items() if source in wrong}
    return ToolFacts(facts, language, frozenset(unusable))


def _described(description: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The language that is shown, and what the file says in it."""
    told = {
        language: words
        for language, words in description.items()
        if words.get("shortDescription") or words.get("longDescription")
    }
    for language, words in told.items():
        if is_english(language):
            return language, words
    return next(iter(told.items()), ("", {}))


def _story(words: dict[str, Any], language: str, numbers: list[str]) -> str:
    parts = [_cut(words.get("longDescription") or "", _LONGEST_STORY)]
    told = (words.get("features") or [])[:MOST_WORDS]
    features = [_cut(" ".join(feature.split()), _LONGEST_FEATURE) for feature in told]
    if features:
        if is_english(language):
            parts.append("What it can do:")
        parts.append("\n".join(f"- {feature}" for feature in features))
    text = without_contacts("\n\n".join(part for part in parts if part.strip()), numbers)
    return str(_markdown().render(text)).strip()


@cache
def _markdown() -> Any:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - no web process needs it at its start

    return MarkdownIt("commonmark", {"html": False}).disable(["image", "heading", "lheading"])


def _publisher(values: dict[str, Any]) -> str:
    legal = values.get("legal") or {}
    names = (
        (values.get("organisation") or {}).get("name"),
        legal.get("mainCopyrightOwner"),
        legal.get("repoOwner"),
        owner(values.get("url", "")),
    )
    return next((name for name in names if name and name.strip()), "")


def _needed(needs: dict[str, Any]) -> list[str]:
    """Systems that somebody has to have or buy."""
    found = []
    for kind, words in (("proprietary", "proprietary"), ("hardware", "hardware")):
        for part in needs.get(kind) or []:
            if "name" in part:
                version = part.get("version") or part.get("versionMin") or ""
                found.append(f"{' '.join([part['name'], version]).strip()} ({words})")
    return found[:MOST_WORDS]


def _support(maintenance: dict[str, Any]) -> str:
    kind = maintenance.get("type", "")
    words = _MAINTENANCE.get(kind, "")
    if kind != "contract":
        return words
    contractors = [c for c in maintenance.get("contractors") or [] if c.get("name")]
    by = "; ".join(
        f"{c['name']} until {c['until']}" if c.get("until") else c["name"] for c in contractors
    )
    return f"{words}: {by}." if by else f"{words}."


def _line(text: str, numbers: list[str]) -> str:
    return " ".join(without_contacts(text, numbers).split())


def _list(words: Any) -> list[str]:
    cleaned = (_cut(_line(word, []), 80) for word in words or [])
    return list(dict.fromkeys(word for word in cleaned if word))[:MOST_WORDS]


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
