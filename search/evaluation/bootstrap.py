"""How sure a difference between two rankings is, over the same queries: a paired bootstrap (Efron and
Tibshirani, 1993; for retrieval, Sakai, 2006)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

DRAWS = 2_000
SEED = 20_000  # the same draws each time, so that the same answers give the same figures


@dataclass(frozen=True)
class Difference:
    """The mean difference, and the interval that nineteen of twenty draws of queries fall into."""

    mean: float
    low: float
    high: float


def difference(ours: Sequence[float], theirs: Sequence[float]) -> Difference | None:
    """Of figures query by query; None where there is none. Raises ValueError where they are not of
    the same queries."""
    apart = [one - other for one, other in zip(ours, theirs, strict=True)]
    if not apart:
        return None
    draw = random.Random(SEED)  # noqa: S311 - statistics, not secrets
    means = sorted(sum(draw.choices(apart, k=len(apart))) / len(apart) for _ in range(DRAWS))
    return Difference(
        sum(apart) / len(apart), means[round(0.025 * DRAWS)], means[round(0.975 * DRAWS) - 1]
    )
