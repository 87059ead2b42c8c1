"""Inside the site: a process that draws queries, replays what a page asked, and rebuilds.

`python -m benchmarks.probe` reads one JSON object a line and answers with one a line;
`python -m benchmarks.probe COMMAND` does one thing and ends.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable
from typing import Any

import django

django.setup()

from benchmarks.inside import drawing, keeping, places, replaying, writing  # noqa: E402 - needs the setup

COMMANDS: dict[str, Callable[..., Any]] = {
    "draw": drawing.draw,
    "capture": replaying.capture,
    "replay": replaying.replay,
    "capture_suggestions": replaying.capture_suggestions,
    "in_process": replaying.suggestions_in_process,
    "places": places.places,
    "rebuild": writing.rebuild,
    "refresh": keeping.refresh,
    "recount": writing.recount,
    "dump": writing.dump,
}


def main() -> None:
    answers, sys.stdout = sys.stdout, sys.stderr  # whatever else is printed is no answer
    if len(sys.argv) > 1:
        COMMANDS[sys.argv[1]]()
        return
    gc.freeze()
    for line in sys.stdin:
        told = json.loads(line)
        answers.write(json.dumps(COMMANDS[told.pop("do")](**told)) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
