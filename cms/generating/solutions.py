"""A made-up solution: all that it says follows from the seed and its number."""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any

from cms.generating import body, claims, sentences
from cms.generating.councils import councils
from cms.generating.sentences import Speaker
from cms.models.solutions import CaseStudyPage, ImpactAssessment, LawfulBasis, ToolPage
from cms.platforms import PLATFORMS
from cms.setup.vocabularies import TAXONOMY

TOOLS = 0.25  # of all solutions
FIRST_DAY, DAYS = dt.datetime(2021, 1, 4, 9, tzinfo=dt.UTC), 2090
LICENCES = ("MIT", "AGPL-3.0-only", "EUPL-1.2", "Apache-2.0", "GPL-3.0-or-later", "BSD-3-Clause")
BUILT_WITH = ("Python", "JavaScript", "PHP", "Ruby", "PostgreSQL", "R", "C#", "Java")
TAGS = (
    "data matching", "automation", "forms", "letters", "maps", "self-service", "forecasting",
    "sensors", "dashboards", "reminders", "open data", "fraud", "prevention", "scheduling", "chat",
    "records", "payments", "partnership",
)  # fmt: skip


@dataclass(frozen=True)
class Solution:
    """Values by the names of fields: of the page itself (`page`), of any solution (`shared`), of a
    case study or a tool (`own`). Areas and approaches are slugs, councils places in `councils()`."""

    number: int
    is_tool: bool
    page: dict[str, Any]
    shared: dict[str, Any]
    own: dict[str, Any]
    council: int
    areas: tuple[str, ...]
    approaches: tuple[str, ...]
    tags: tuple[str, ...]
    claims: list[dict[str, Any]]


@cache
def _vocabulary(name: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The slugs of areas or approaches, and how often each is filed under: the first the most."""
    with TAXONOMY.open("rb") as file:
        slugs = tuple(row["slug"] for row in tomllib.load(file)[name])
    return slugs, tuple(accumulate(1 / (place + 3) for place in range(len(slugs))))


def solution(seed: int, number: int) -> Solution:
    """The solution of that number, counted from 1: the same whatever else is made."""
    rng = random.Random(f"{seed}:{number}")  # noqa: S311 - made up, not secret
    areas, often = _vocabulary("areas")
    area = rng.choices(areas, cum_weights=often)[0]
    council = min(int(rng.expovariate(3) * len(councils())), len(councils()) - 1)
    speaker = Speaker(rng, area, councils()[council].fields["short_name"])
    story, blocks = body.write(speaker)
    is_tool = rng.random() < TOOLS
    first_published = FIRST_DAY + dt.timedelta(minutes=rng.randrange(DAYS * 24 * 60))
    title = speaker.one_of(sentences.TITLES)
    return Solution(
        number=number,
        is_tool=is_tool,
        page={
            "title": title,
            "draft_title": title,
            "slug": f"generated-{seed}-{number}",
            "first_published_at": first_published,
            "last_published_at": first_published,
        },
        shared={
            "summary": _summary(speaker),
            "is_example": True,
            "body": blocks,
            **story,
            **_cost(speaker),
            **_governance(speaker),
        },
        own=_tool(speaker, seed, number) if is_tool else _case(rng),
        council=council,
        areas=_filed(rng, "areas", area, (60, 30, 10)),
        approaches=_filed(rng, "approaches", None, (65, 35)),
        tags=tuple(rng.sample(TAGS, rng.randint(0, 3))),
        claims=claims.write(speaker, council, len(councils())),
    )


def _summary(speaker: Speaker) -> str:
    summary = f"{speaker.one_of(sentences.SUMMARIES)}."
    longer = f"{summary} {speaker.one_of(sentences.SHORT_SUMMARIES)}."
    return longer if speaker.rng.random() < 0.5 and len(longer) <= 300 else summary


def _filed(
    rng: random.Random, name: str, first: str | None, weights: tuple[int, ...]
) -> tuple[str, ...]:
    """One or more of a vocabulary, each once, in the order drawn."""
    slugs, often = _vocabulary(name)
    number = rng.choices(range(1, len(weights) + 1), weights)[0]
    drawn = ([first] if first else []) + rng.choices(slugs, cum_weights=often, k=number)
    return tuple(dict.fromkeys(drawn))[:number]


def _cost(speaker: Speaker) -> dict[str, Any]:
    rng = speaker.rng
    if rng.random() < 0.3:
        return {}
    set_up = round(rng.lognormvariate(10.3, 1)) * 100
    running = round(rng.lognormvariate(8.8, 1)) * 100
    months = rng.randint(1, 18)
    return {
        "set_up_low": set_up,
        "set_up_high": set_up * 3 // 2,
        "running_low": running,
        "running_high": running * 5 // 4,
        "cost_year": rng.randint(2018, 2026),
        "months_low": months,
        "months_high": months + rng.randint(0, 6),
        "people": f"{speaker.one_of(sentences.NOTES)}.",
        "cost_note": f"{speaker.one_of(sentences.NOTES)}." if rng.random() < 0.5 else "",
    }


def _governance(speaker: Speaker) -> dict[str, Any]:
    rng = speaker.rng
    told = {"data_needed": f"{speaker.one_of(sentences.NOTES)}."}
    if rng.random() < 0.7:
        told["lawful_basis"] = rng.choice(LawfulBasis.values)
        told["dpia"] = rng.choice(ImpactAssessment.values)
        told["dpia_note"] = f"{speaker.one_of(sentences.NOTES)}."
        told["data_shared"] = f"{speaker.one_of(sentences.GENERAL)}."
        told["data_quality"] = f"{speaker.one_of(sentences.NOTES)}."
    return told


def _case(rng: random.Random) -> dict[str, Any]:
    return {"started": rng.randint(2014, 2025), "status": rng.choice(CaseStudyPage.Status.values)}


def _tool(speaker: Speaker, seed: int, number: int) -> dict[str, Any]:
    rng = speaker.rng
    return {
        "repository": f"https://example.org/generated/{seed}/{number}",
        "licence": rng.choice(LICENCES),
        "status": rng.choice(ToolPage.Status.values),
        "platforms": rng.sample(tuple(PLATFORMS), rng.randint(1, 3)),
        "languages": ["en", "cy"] if rng.random() < 0.15 else ["en"],
        "built_with": rng.sample(BUILT_WITH, rng.randint(1, 3)),
        "needs_systems": f"{speaker.one_of(sentences.NOTES)}.",
        "needs_skills": f"{speaker.one_of(sentences.NOTES)}.",
        "hosting": f"{speaker.one_of(sentences.NOTES)}.",
        "support": f"{speaker.one_of(sentences.NOTES)}.",
        "replaces": f"{speaker.one_of(sentences.NOTES)}.",
    }
