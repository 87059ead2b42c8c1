"""What is known of a thing beside its words: it orders equals, and never buries the better match."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cms.strength import is_stale

# Parts of the score of the words.
STRONG, VERIFIED, FRESH, STALE, EXAMPLE = 0.05, 0.02, 0.02, -0.02, -0.03
# What matches better than another by more than this (about a seventh) stands before it, whatever
# is known of the two.
BOUND = (1 + STRONG + VERIFIED + FRESH) / (1 + STALE + EXAMPLE) - 1
# What is below this part of the least of the best stays below it by `lasting` (a hair less, for
# what computing rounds).
WORST_OF_BEST = 0.999 * (1 + EXAMPLE) / (1 + STRONG + VERIFIED)


@dataclass(frozen=True)
class Trust:
    """`level` from 0 to 5, None without a claim; `confirmed_on` None where nobody has confirmed."""

    level: int | None
    verified: bool
    confirmed_on: dt.date | None
    is_example: bool

    def parts(self, today: dt.date) -> list[tuple[str, float]]:
        """Each signal in words, with the part of the words' score that it adds or takes."""
        found = []
        if self.level:
            found.append((f"Evidence of strength {self.level}", STRONG * self.level / 5))
        if self.level is not None:
            if self.verified:
                found.append(("Verified by another council", VERIFIED))
            if is_stale(self.confirmed_on, today):
                found.append(("Not confirmed for two years", STALE))
            else:
                found.append(("Confirmed lately", FRESH))
        if self.is_example:
            found.append(("An example, made up", EXAMPLE))
        return found

    def factor(self, today: dt.date) -> float:
        """What the score of the words is multiplied by."""
        return 1 + sum(part for _, part in self.parts(today))

    @property
    def lasting(self) -> float:
        """The same without what today decides: kept beside each document to propose by."""
        return (
            1
            + STRONG * (self.level or 0) / 5
            + (VERIFIED if self.verified and self.level is not None else 0)
            + (EXAMPLE if self.is_example else 0)
        )
