"""What a look at one thing that the site stands on has found: it works, it is degraded, it fails."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Degraded: the site still serves, with less. Failing: it should not be given visitors."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILING = "failing"


@dataclass(frozen=True)
class Finding:
    """One sentence in plain words for whoever looks after the site, with a figure where one helps
    ("3", "messages"). Holds no address of a server, no password and no trace."""

    state: State
    words: str
    figure: float | None = None
    unit: str = ""


def ago(span: dt.timedelta) -> str:
    """A span of time in the largest unit that says it: "40 seconds", "3 minutes", "2 hours"."""
    seconds = max(0, round(span.total_seconds()))
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}s"
    return f"{seconds} second{'' if seconds == 1 else 's'}"
