"""Making the index anew: documents a second, and whether memory stays flat as they grow in number."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks import sites
from benchmarks.options import ROOT, Options
from benchmarks.probing import probing
from benchmarks.report import Result, Table, figure, short, shown, times
from benchmarks.rounds import interleaved
from benchmarks.servers import environment
from benchmarks.sites import Site

ROUNDS = 3
MEASURED = (10_000, 100_000)
LARGE = 50_000  # from here on once: it takes minutes, in which noise evens out


@dataclass(frozen=True)
class Turn:
    """The rebuild alone, then the whole command, which compares everything first."""

    count: int
    seconds: float
    peak: float
    whole_seconds: float
    whole_peak: float


def measure(options: Options) -> Result:
    wanted = [size for size in options.sizes if size in MEASURED or options.quick]
    filled = [
        site
        for kind in sites.kinds(options)
        for site in sites.filled_ours(options, kind, options.sizes)
        if site.size in (wanted or options.sizes[-1:])
    ]
    rounds = options.rounds_of(ROUNDS)
    found: dict[str, list[Turn]] = {}
    for size in sorted({site.size for site in filled}):
        turns = {site.application.name: _turn(site) for site in filled if site.size == size}
        found |= interleaved(turns, rounds if size < LARGE else 1, name=f"writing {size:,}")
    return _result({site.application.name: site for site in filled}, found)


def _turn(site: Site) -> Callable[[], Turn]:
    def turn() -> Turn:
        with probing(site) as probe:
            alone = probe.ask("rebuild")
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "manage.py", "search_rebuild"],
            env=environment(site.env),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"search_rebuild failed on {site.name}")
        whole = time.perf_counter() - started
        return Turn(
            int(alone["count"]), alone["seconds"], alone["peak"], whole, used.ru_maxrss / 1024
        )

    return turn


def _result(targets: Mapping[str, Site], found: Mapping[str, Sequence[Turn]]) -> Result:
    table = Table(
        "Making the index anew",
        ("site", "documents", "rebuild, a second", "peak MiB", "search_rebuild, s", "peak MiB",
         "its peak beside that of the smaller"),
        note="`search_rebuild` first compares everything that can be found with the listings. The "
        "peak is the most memory that the one process held.",
    )  # fmt: skip
    figures = {}
    smaller: dict[str, float] = {}
    for name, turns in found.items():
        rates = [turn.count / turn.seconds for turn in turns]
        peaks = [turn.peak for turn in turns]
        whole_peaks = [turn.whole_peak for turn in turns]
        peak = statistics.median(whole_peaks)
        kind = targets[name].kind
        table.rows.append((
            name,
            f"{turns[0].count:,}",
            shown(rates),
            short(statistics.median(peaks)),
            shown([turn.whole_seconds for turn in turns]),
            short(peak),
            times(peak, smaller[kind]) if kind in smaller else "",
        ))  # fmt: skip
        smaller.setdefault(kind, peak)
        figures[name] = {
            "documents": turns[0].count,
            "rebuild_a_second": figure(rates),
            "peak_mib": figure(peaks),
            "search_rebuild_seconds": figure([turn.whole_seconds for turn in turns]),
            "search_rebuild_peak_mib": figure(whole_peaks),
        }
    return Result([table], figures)
