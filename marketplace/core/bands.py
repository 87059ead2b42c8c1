"""Bands of an amount, so that things can be filed and counted by how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Band:
    """From the band before it up to, but not including, `below` (None: whatever is more)."""

    code: str
    label: str
    below: int | None


def band_of(amount: int | None, bands: Sequence[Band]) -> Band | None:
    """The band an amount falls into; None where nobody knows it. `bands` go up, the last without an
    end."""
    if amount is None:
        return None
    return next(band for band in bands if band.below is None or amount < band.below)
