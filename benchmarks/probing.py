"""The other end of a probe: starts one inside a site and asks it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.options import ROOT
from benchmarks.servers import environment
from benchmarks.sites import Site


class Probe:
    """A process inside a site. `ask` names a command of `benchmarks.probe`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, do: str, **told: Any) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"do": do, **told}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"The probe ended while it was asked to {do}: see above")
        return json.loads(line)


@contextmanager
def probing(site: Site) -> Iterator[Probe]:
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.probe"],
        env=environment(site.env),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Probe(process)
    finally:
        if process.stdin:
            process.stdin.close()
        process.wait(timeout=60)
