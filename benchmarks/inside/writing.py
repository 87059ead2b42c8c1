"""Taking everything into the index, and handing listings to a peer."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from benchmarks import cpu
from search import engines
from search.models import Listing

A_BATCH = 1000


def rebuild() -> dict[str, float]:
    """How many listings the index took in anew, in how many seconds, and the most memory this process
    has held (MiB)."""
    started = time.perf_counter()
    count = engines.database.rebuild()
    return {
        "count": count,
        "seconds": time.perf_counter() - started,
        "peak": cpu.peak(os.getpid()),
    }


def recount() -> None:
    """What falls due after many changes: how rare words are."""
    engines.database.recount()


def dump(to: str) -> int:
    """Every listing as a line of JSON, with the first value of each facet."""
    shown = Listing.objects.shown().order_by("pk").prefetch_related("facets")
    count = 0
    with Path(to).open("w") as file:
        for listing in shown.iterator(chunk_size=A_BATCH):
            values: dict[str, str] = {}
            for facet, value in listing.facet_values:
                values.setdefault(facet, value)
            row = {
                "title": listing.title,
                "summary": listing.summary,
                "body": listing.body,
                "facets": values,
            }
            file.write(json.dumps(row) + "\n")
            count += 1
    return count
