"""Inside a site: a process that draws queries, replays what a page asked, rebuilds, fills.

`python -m benchmarks.probe` reads one JSON object a line and answers with one a line;
`python -m benchmarks.probe COMMAND [ARGUMENT…]` does one thing and ends.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable
from typing import Any

import django
from django.utils.module_loading import import_string

# By name: what they import can be imported only once Django is set up, and not in every site.
COMMANDS = {
    "draw": "benchmarks.inside.drawing.draw",
    "capture": "benchmarks.inside.replaying.capture",
    "replay": "benchmarks.inside.replaying.replay",
    "capture_suggestions": "benchmarks.inside.replaying.capture_suggestions",
    "in_process": "benchmarks.inside.replaying.suggestions_in_process",
    "places": "benchmarks.inside.places.places",
    "rebuild": "benchmarks.inside.writing.rebuild",
    "refresh": "benchmarks.inside.keeping.refresh",
    "recount": "benchmarks.inside.writing.recount",
    "fill_index": "benchmarks.inside.mirroring.fill",
    "make_index": "benchmarks.inside.mirroring.rebuild",
    "bulk": "benchmarks.inside.mirroring.bulk",
    "drain": "benchmarks.inside.mirroring.drain",
    "freshness": "benchmarks.inside.mirroring.freshness",
    "dump": "benchmarks.inside.writing.dump",
    "fill_empty": "benchmarks.peers.empty.fill.fill",
    "fill_wagtail_search": "benchmarks.peers.wagtail_search.fill.fill",
}


def main() -> None:
    answers, sys.stdout = sys.stdout, sys.stderr  # whatever else is printed is no answer
    django.setup()
    if len(sys.argv) > 1:
        _command(sys.argv[1])(*sys.argv[2:])
        return
    gc.freeze()
    for line in sys.stdin:
        told = json.loads(line)
        answers.write(json.dumps(_command(told.pop("do"))(**told)) + "\n")
        answers.flush()


def _command(name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = import_string(COMMANDS[name])
    return found


if __name__ == "__main__":
    main()
