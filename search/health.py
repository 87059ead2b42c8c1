"""Whether search answers, and when the listings were last compared with what they list."""

from __future__ import annotations

import time

from marketplace.core import clock, due_runs
from marketplace.core.health import Finding, State, ago
from search import engines

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
