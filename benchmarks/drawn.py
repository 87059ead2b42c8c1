"""The mix of queries, drawn once from one of the sites and kept, so that every run asks the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from benchmarks.options import Options
from benchmarks.probing import probing
from benchmarks.rounds import say
from benchmarks.sites import Site

REFERENCE = 10_000  # the site whose words are asked for at every size


def queries(options: Options, filled: Sequence[Site]) -> dict[str, Any]:
    """What `benchmarks.inside.drawing.draw` says of the site of 10,000, else of the largest."""
    site = next((site for site in filled if site.size == REFERENCE), filled[-1])
    kept = options.data / f"queries-{site.size}.json"
    if not kept.exists() or kept.stat().st_mtime < site.database.marker.stat().st_mtime:
        say(f"drawing queries from {site.name} on {site.kind}")
        with probing(site) as probe:
            kept.write_text(json.dumps(probe.ask("draw"), indent=1))
    return dict(json.loads(kept.read_text()))
