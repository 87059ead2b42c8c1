"""How strong a claim is follows from its answers, and one more yes never makes it weaker."""

import datetime as dt
import itertools
from dataclasses import fields, replace

import pytest

from cms.strength import (
    NO_CLAIM,
    WORDS,
    Answers,
    Progress,
    is_stale,
    stale_before,
    strength,
)

YES_OR_NO = [field.name for field in fields(Answers) if field.name != "progress"]
MEASURED = Answers(
    Progress.REALISED, account=True, figure=True, counted=True, period=True, coverage=True
)
COMPARED = replace(MEASURED, comparison=True)
CHECKED = replace(COMPARED, evaluator=True, evaluation_cost=True)
REPEATED = replace(CHECKED, two_places=True, guide=True)


def every_combination():
    for progress in Progress:
        for answers in itertools.product((False, True), repeat=len(YES_OR_NO)):
            yield Answers(progress, **dict(zip(YES_OR_NO, answers, strict=True)))


def test_one_more_yes_never_lowers_a_claim():
    # 3 × 2^11 combinations, each against every answer that could turn to yes.
    lower = [
        (answers, name)
        for answers in every_combination()
        for name in YES_OR_NO
        if not getattr(answers, name)
        and strength(replace(answers, **{name: True})).level < strength(answers).level
    ]
    assert lower == []


def test_a_projection_never_passes_reasoned_and_on_track_never_passes_measured():
    reached = {progress: set() for progress in Progress}
    for answers in every_combination():
        reached[answers.progress].add(strength(answers).level)
    assert reached == {
        Progress.PROJECTED: {0, 1},
        Progress.ON_TRACK: {0, 1, 2},
        Progress.REALISED: {0, 1, 2, 3, 4, 5},
    }


def test_each_level_needs_the_ones_before_it():
    assert strength(replace(REPEATED, account=False)).level == 0
    assert strength(replace(REPEATED, period=False)).level == 1
    assert strength(replace(REPEATED, comparison=False)).level == 2
    assert strength(replace(REPEATED, evaluator=False)).level == 3
    assert strength(replace(REPEATED, guide=False)).level == 4
    assert strength(REPEATED).level == 5


@pytest.mark.parametrize(
    ("answers", "level", "reason"),
    [
        (Answers(Progress.REALISED), 0, "nothing is told about how this is known."),
        (
            replace(MEASURED, account=False),
            0,
            "it says what was counted, but not why it works.",
        ),
        (
            Answers(Progress.REALISED, comparison=True),
            0,
            "it says what was counted, but not why it works.",
        ),
        (
            Answers(Progress.REALISED, account=True),
            1,
            "it says why it works, but not how much.",
        ),
        (
            replace(MEASURED, coverage=False),
            1,
            "it says why it works, but not on how many it was counted.",
        ),
        (
            Answers(Progress.PROJECTED, account=True, figure=True),
            1,
            "a reasoned estimate. Nothing has been measured yet.",
        ),
        (
            replace(MEASURED, progress=Progress.ON_TRACK),
            1,
            "it says why it works. On track: the source does not say how much was already counted.",
        ),
        (
            replace(MEASURED, progress=Progress.ON_TRACK, part_counted=True),
            2,
            "a part was counted in real use; the rest has still to happen.",
        ),
        (MEASURED, 2, "counted in real use, but not set against going without."),
        (
            COMPARED,
            3,
            "counted, and set against going without; nobody outside has checked it.",
        ),
        (
            replace(COMPARED, evaluator=True),
            3,
            "counted, and set against going without; the outside evaluation does not tell its cost.",
        ),
        (
            CHECKED,
            4,
            "compared, and checked by someone outside; two other places have not shown the same.",
        ),
        (
            REPEATED,
            5,
            "checked by someone outside, and the effect held in two or more other places.",
        ),
    ],
)
def test_strength_says_why(answers, level, reason):
    found = strength(answers)
    assert (found.level, found.reason, found.words) == (level, reason, WORDS[level])


def test_a_solution_without_a_claim_has_no_strength():
    assert (NO_CLAIM.level, NO_CLAIM.words) == (None, "No evidence yet")


@pytest.mark.parametrize(
    ("confirmed", "today", "stale"),
    [
        (dt.date(2024, 11, 23), dt.date(2026, 11, 23), False),
        (dt.date(2024, 11, 22), dt.date(2026, 11, 23), True),
        (dt.date(2022, 2, 28), dt.date(2024, 2, 29), False),
        (dt.date(2022, 2, 27), dt.date(2024, 2, 29), True),
        (None, dt.date(2026, 11, 23), True),
    ],
)
def test_a_claim_that_nobody_confirmed_for_24_months_is_stale(confirmed, today, stale):
    assert is_stale(confirmed, today) is stale
    assert confirmed is None or (confirmed < stale_before(today)) is stale
