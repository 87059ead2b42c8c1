"""How strong a claim's evidence is: derived from answers by one pure function, never typed.

After Nesta's Standards of Evidence (Puttick and Ludlow, 2013), with two levels below the first.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import models

STALE_AFTER_MONTHS = 24

WORDS = {
    None: "No evidence yet",
    0: "Method not told",
    1: "Reasoned",
    2: "Measured",
    3: "Compared",
    4: "Independently checked",
    5: "Repeated elsewhere",
}


class Progress(models.TextChoices):
    """Whether it has happened."""

    PROJECTED = "projected", "Projected"
    ON_TRACK = "on_track", "On track"
    REALISED = "realised", "Realised"


@dataclass(frozen=True)
class Answers:
    """What is known about how a claim is known. Each True is one more yes.

    `coverage` is True where everything was counted, or it is told on how many.
    """

    progress: str
    account: bool = False
    figure: bool = False
    counted: bool = False
    period: bool = False
    coverage: bool = False
    part_counted: bool = False
    comparison: bool = False
    evaluator: bool = False
    evaluation_cost: bool = False
    two_places: bool = False
    guide: bool = False


@dataclass(frozen=True)
class Strength:
    """`level` 0 to 5, or None where there is no claim; `reason` says why, and what the next level
    would need."""

    level: int | None
    reason: str

    @property
    def words(self) -> str:
        return WORDS[self.level]


NO_CLAIM = Strength(None, "Nobody has made a claim about this yet.")


def strength(answers: Answers) -> Strength:
    """The strength of one claim. Each level needs the ones before it; a projection reaches 1 at
    most, what is on track 2, and that only where the part already counted is told. Money saved and
    "found not effective" are graded alike."""
    if not answers.account and (answers.counted or answers.comparison):
        return Strength(0, "it says what was counted, but not why it works.")
    if not answers.account:
        return Strength(0, "nothing is told about how this is known.")
    if answers.progress == Progress.PROJECTED:
        return Strength(1, "a reasoned estimate. Nothing has been measured yet.")
    if answers.progress == Progress.ON_TRACK and not answers.part_counted:
        return Strength(
            1,
            "it says why it works. On track: the source does not say how much was already counted.",
        )
    lacking = _lacking_to_measure(answers)
    if lacking:
        return Strength(1, f"it says why it works, but not {lacking}.")
    if answers.progress == Progress.ON_TRACK:
        return Strength(2, "a part was counted in real use; the rest has still to happen.")
    if not answers.comparison:
        return Strength(2, "counted in real use, but not set against going without.")
    if not (answers.evaluator and answers.evaluation_cost):
        lack = (
            "nobody outside has checked it"
            if not answers.evaluator
            else ("the outside evaluation does not tell its cost")
        )
        return Strength(3, f"counted, and set against going without; {lack}.")
    if not (answers.two_places and answers.guide):
        lack = (
            "two other places have not shown the same"
            if not answers.two_places
            else ("there is no guide to do it yet")
        )
        return Strength(4, f"compared, and checked by someone outside; {lack}.")
    return Strength(
        5, "checked by someone outside, and the effect held in two or more other places."
    )


def _lacking_to_measure(answers: Answers) -> str:
    if not answers.figure:
        return "how much"
    if not answers.counted:
        return "what was counted"
    if not answers.period:
        return "over what period"
    if not answers.coverage:
        return "on how many it was counted"
    return ""


def is_stale(confirmed_on: dt.date | None, today: dt.date) -> bool:
    """Whether nobody has confirmed the claim for 24 months, or ever. Worked out when read."""
    if confirmed_on is None:
        return True
    return stale_before(today) > confirmed_on


def stale_before(today: dt.date) -> dt.date:
    """A claim last confirmed before this day is stale: the same day 24 months ago."""
    try:
        return today.replace(year=today.year - STALE_AFTER_MONTHS // 12)
    except ValueError:  # 29 February
        return today.replace(year=today.year - STALE_AFTER_MONTHS // 12, day=28)
