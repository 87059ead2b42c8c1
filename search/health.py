"""Whether search answers, when the listings were last compared with what they list, and how the copy
stands that a search server holds."""

from __future__ import annotations

import datetime as dt
import time

from marketplace.core import clock, due_runs
from marketplace.core.health import Finding, State, ago
from search import engines, mirror

LETTERS = "co"  # as somebody types them


def check() -> Finding:
    """Asks the engine what it asks at a key press; not a whole search, which on a large site counts
    thousands of listings."""
    started = time.monotonic()
    engines.engine().suggest(LETTERS, limit=1)
    ms = round((time.monotonic() - started) * 1000, 1)
    swept = due_runs.last_done("search_sweep")
    when = f"{ago(clock.now() - swept)} ago" if swept else "not yet"
    return Finding(State.OK, f"Answers. Listings compared: {when}.", ms, "ms")


LATE = dt.timedelta(minutes=2)  # a copy that is behind for longer does not catch up by itself


def check_mirror() -> Finding:
    """Asks the server itself, whatever stands in for it, and tells how soon changes reach it."""
    if not mirror.is_kept():
        return Finding(State.OK, "None is named: the database answers.")
    standing = mirror.standing()
    behind = standing.since is not None and clock.now() - standing.since > LATE
    parts = []
    try:
        engines.mirrored().suggest(LETTERS, limit=1)
    except Exception as error:
        parts.append(f"Does not answer ({type(error).__name__}): the database answers instead.")
    state = State.DEGRADED if parts or behind else State.OK
    parts = parts or ["Answers."]
    if standing.waiting and standing.since:
        since = ago(clock.now() - standing.since)
        parts.append(f"{standing.waiting:,} changes wait for it, the oldest for {since}.")
    if standing.refused:
        parts.append(f"{standing.refused:,} listings are set aside, because it does not take them.")
    if standing.p95 is not None:
        parts.append(f"Of late 19 of 20 changes were written within {standing.p95:.1f} s.")
    return Finding(state, " ".join(parts), standing.waiting, "waiting")
