"""Turns: every target has one in every round, so that the machine's noise falls on all alike."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Spread:
    """The median of some figures, and between which the middle half and all of them lie."""

    median: float
    low: float
    high: float
    quartiles: tuple[float, float]
    count: int


def interleaved(
    targets: Mapping[str, Callable[[], T]], rounds: int, *, name: str
) -> dict[str, list[T]]:
    """What each target gave, round by round; each round begins with another target."""
    found: dict[str, list[T]] = {target: [] for target in targets}
    order = list(targets)
    started = time.monotonic()
    for number in range(rounds):
        shift = number % max(len(order), 1)
        for target in order[shift:] + order[:shift]:
            found[target].append(targets[target]())
        say(f"{name}: round {number + 1} of {rounds}, {time.monotonic() - started:.0f} s")
    return found


def spread(values: Sequence[float]) -> Spread:
    """Of at least one figure."""
    ordered = sorted(values)
    return Spread(
        statistics.median(ordered),
        ordered[0],
        ordered[-1],
        (quantile(ordered, 0.25), quantile(ordered, 0.75)),
        len(ordered),
    )


def quantile(values: Sequence[float], share: float) -> float:
    """The figure below which a share of them lies, between two where it falls between."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def say(words: str) -> None:
    """Progress, apart from the results."""
    print(words, file=sys.stderr, flush=True)
