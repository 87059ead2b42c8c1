"""The claims of made-up solutions: every kind, every state and every strength, each held by its own
answers, as the model has it."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

from cms.generating import sentences
from cms.generating.body import UNITS
from cms.generating.sentences import Speaker, patterns
from cms.models.evidence import MONEY_KINDS, ClaimKind, ClaimStatus, Comparison
from cms.strength import Answers, Progress, strength

HOW_MANY = (0, 1, 2, 3, 4), (14, 30, 28, 18, 10)
KINDS = {
    ClaimKind.MONEY_SAVED: 30,
    ClaimKind.INCOME_RAISED: 9,
    ClaimKind.TIME_SAVED: 20,
    ClaimKind.OUTCOME: 23,
    ClaimKind.SATISFACTION: 8,
    ClaimKind.NOT_EFFECTIVE: 10,
}
STATUSES = {ClaimStatus.PUBLIC: 90, ClaimStatus.DRAFT: 6, ClaimStatus.WITHDRAWN: 4}
# How strong claims are, by how far it has come: a projection reaches 1, what is on track 2.
LEVELS = {
    Progress.PROJECTED: (18, (25, 75)),
    Progress.ON_TRACK: (20, (15, 40, 45)),
    Progress.REALISED: (62, (11, 20, 35, 17, 11, 6)),
}
DAYS = dt.date(2021, 1, 4), dt.date(2026, 9, 30)
DIRECTIONS = ("fewer", "more", "faster", "")

STATEMENTS = patterns("""
the {t} {n} now costs less, because {p} no longer {v} the {a} {T}
{p} spend fewer hours on {T} since the {n} is {a}
more {T} are {d} in time than with the {a} {n}
the {a} {n} finds {T} that nobody had {d} before
fewer {T} come back as {a} {N} within {x} weeks
{p} say that the {t} {n} is easier to {v}
{g} the {n} made no difference to how many {T} were {d}
""")
ACCOUNTS = patterns("""
a {t} that is {d} early never becomes a {a} {n}
{p} who see the {n} first do not have to {v} the {N} afterwards
every {n} that is {d} once less is an hour of the {t} {n} that nobody pays for
""")
COUNTED = patterns("""
all {T} {d} in the {n}, set beside the same {N} of {y}
each {n} that {p} {d}, from the log of {s}, without the {a} ones
the {N} in the {t} {n} before and after, at what a {n} costs
""")


def write(speaker: Speaker, own: int, councils: int) -> list[dict[str, Any]]:
    """The claims of one solution, by the names of their fields. Councils are given as places in
    the list of made-up ones: `own` is whose solution it is, `councils` how many there are."""
    number = speaker.rng.choices(*HOW_MANY)[0]
    return [_claim(speaker, own, councils) for _ in range(number)]


def _claim(speaker: Speaker, own: int, councils: int) -> dict[str, Any]:
    rng = speaker.rng
    kind = _weighed(rng, KINDS)
    progress = _weighed(rng, {each: weight for each, (weight, _) in LEVELS.items()})
    levels = LEVELS[progress][1]
    level = rng.choices(range(len(levels)), levels)[0]
    status = _weighed(rng, STATUSES)
    claim: dict[str, Any] = {
        "status": status.value,
        "statement": f"{speaker.one_of(STATEMENTS)}.",
        "kind": kind.value,
        "progress": progress.value,
        "organisation_id": own,
        "source_name": f"{speaker.word('n').capitalize()} report {speaker.word('y')} (made up)",
        "source_date": _day(rng, *DAYS) if rng.random() < 0.7 else None,
    }
    claim |= _answers(speaker, level, progress)
    if level >= 2 or rng.random() < 0.6:
        claim |= _figure(rng, kind)
    if status == ClaimStatus.PUBLIC:
        claim["confirmed_on"] = _day(rng, claim["source_date"] or DAYS[0], DAYS[1])
        if rng.random() < 0.1 + 0.08 * level:
            claim["verified_by_id"] = (own + rng.randrange(1, councils)) % councils
            claim["verified_on"] = claim["confirmed_on"]
    claim["level"] = _level(claim)
    return claim


def _answers(speaker: Speaker, level: int, progress: Progress) -> dict[str, Any]:
    """What is told of how it is known: enough for the level, and nothing that the next needs."""
    rng = speaker.rng
    told: dict[str, Any] = {}
    if level >= 1:
        told["account"] = speaker.some(ACCOUNTS, 12)[0]
    if level >= 2:
        year = rng.randint(2018, 2025)
        told["counted"] = f"{speaker.one_of(COUNTED)}."
        told["period"] = f"April {year} to March {year + 1}"
        told["baseline"] = f"{speaker.word('x')} before, by {speaker.word('n')}"
        if rng.random() < 0.3:
            told |= {"is_sample": True, "sample": f"{speaker.word('x')} {speaker.word('N')}"}
        if progress == Progress.ON_TRACK:
            told["counted_so_far"] = f"{speaker.word('x')} {speaker.word('T')} by September"
    if level >= 3:
        told["comparison"] = rng.choice((Comparison.GROUP, Comparison.STAGGERED)).value
        told["comparison_note"] = speaker.one_of(sentences.NOTES)
    if level >= 4:
        told["evaluator"] = "A made-up university"
        told["evaluation_cost"] = f"£{rng.randint(4, 60)},000, all hours included"
    if level >= 5:
        told["repeated_in"] = ["Tarnford (made up)", "Ashcombe (made up)"]
        told["guide"] = f"Guide to the {speaker.word('t')} {speaker.word('n')}"
    return told


def _figure(rng: random.Random, kind: ClaimKind) -> dict[str, Any]:
    """Pence or a figure in its unit, at times with a range around it."""
    told: dict[str, Any]
    ends: dict[str, Any]
    if kind in MONEY_KINDS:
        pence = round(rng.lognormvariate(11.5, 1.3)) * 100
        ends = {"pence_low": pence * 8 // 10, "pence_high": pence * 12 // 10}
        told = {"pence": pence, "price_year": rng.randint(2018, 2026)}
    else:
        figure = Decimal(rng.randint(2, 900)) / (10 if rng.random() < 0.2 else 1)
        ends = {"figure_low": figure - 1, "figure_high": figure + 2}
        told = {
            "figure": figure,
            "unit": rng.choice(UNITS),
            "direction": rng.choice(DIRECTIONS),
        }
    return told | ends if rng.random() < 0.25 else told


def _level(claim: dict[str, Any]) -> int:
    """As Evidence.save() would have it, without making one."""
    return (
        strength(
            Answers(
                progress=claim["progress"],
                account="account" in claim,
                figure="pence" in claim or "figure" in claim,
                counted="counted" in claim,
                period="period" in claim,
                coverage="is_sample" not in claim or "sample" in claim,
                part_counted="counted_so_far" in claim,
                comparison="comparison" in claim,
                evaluator="evaluator" in claim,
                evaluation_cost="evaluation_cost" in claim,
                two_places="repeated_in" in claim,
                guide="guide" in claim,
            )
        ).level
        or 0
    )


def _weighed(rng: random.Random, choices: dict[Any, int]) -> Any:
    return rng.choices(tuple(choices), tuple(choices.values()))[0]


def _day(rng: random.Random, first: dt.date, last: dt.date) -> dt.date:
    return first + dt.timedelta(days=rng.randint(0, (last - first).days))
