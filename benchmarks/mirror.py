"""The copy on Elasticsearch: how quickly it is made, kept up and found, beside what the server takes."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks import sites
from benchmarks.options import Options
from benchmarks.probing import probing
from benchmarks.report import Result, Table, figure, short, shown, times
from benchmarks.rounds import interleaved, quantile, say

ROUNDS = 3
MEASURED = (10_000, 100_000)
LARGE = 50_000  # from here on once
CHANGED = 5_000
EDITS_A_SECOND, SECONDS = 20.0, 20.0


@dataclass(frozen=True)
class Turn:
    """Documents a second of each, MiB, and milliseconds from commit to found."""

    count: int
    rebuild: float
    peak: float
    bulk: float
    drain: float
    fresh: list[float]


def measure(options: Options) -> Result:
    if not options.elasticsearch:
        say("mirror is left out: name a server with --elasticsearch or ELASTICSEARCH_URL")
        return Result([], {})
    kind = sites.kinds(options)[0]
    wanted = [size for size in options.sizes if size in MEASURED] or options.sizes[-1:]
    filled = [
        sites.on_elasticsearch(options, site)
        for site in sites.filled_ours(options, kind, options.sizes)
        if site.size in wanted
    ]
    found: dict[str, list[Turn]] = {}
    for site in filled:
        rounds = options.rounds_of(ROUNDS) if site.size < LARGE else 1

        def turn(site: sites.Site = site) -> Turn:
            with probing(site) as probe:  # each with a process of its own, whose memory is seen
                made = probe.ask("make_index")
            with probing(site) as probe:
                bulk, drained = probe.ask("bulk"), probe.ask("drain", changed=CHANGED)
                fresh = probe.ask(
                    "freshness", seconds=options.seconds_of(SECONDS), a_second=EDITS_A_SECOND
                )
            rates = [each["count"] / each["seconds"] for each in (made, bulk, drained)]
            return Turn(int(made["count"]), rates[0], made["peak"], rates[1], rates[2], fresh)

        name = site.application.name
        found |= interleaved({name: turn}, rounds, name=f"mirror {site.size:,}")
    return _result(found)


def _result(found: Mapping[str, Sequence[Turn]]) -> Result:
    table = Table(
        "The copy on Elasticsearch",
        ("site", "documents", "rebuild, a second", "parallel_bulk, a second", "rebuild / bulk",
         "peak MiB", "beside the smaller", "kept up, a second", "commit → found p50 ms", "p95 ms"),
        note="`parallel_bulk` is the client's own, with documents that were ready; a rebuild reads, "
        "makes, compares and tries them too. Found: by a search, at 20 edits a second.",
    )  # fmt: skip
    figures, smaller = {}, 0.0
    for name, turns in found.items():
        peak = statistics.median(turn.peak for turn in turns)
        fresh = [ms for turn in turns for ms in turn.fresh]
        table.rows.append((
            name,
            f"{turns[0].count:,}",
            shown([turn.rebuild for turn in turns]),
            shown([turn.bulk for turn in turns]),
            times(*(statistics.median(getattr(t, what) for t in turns) for what in ("rebuild", "bulk"))),
            short(peak),
            times(peak, smaller) if smaller else "",
            shown([turn.drain for turn in turns]),
            short(quantile(fresh, 0.5)),
            short(quantile(fresh, 0.95)),
        ))  # fmt: skip
        smaller = smaller or peak
        figures[name] = {
            "documents": turns[0].count,
            "rebuild_a_second": figure([turn.rebuild for turn in turns]),
            "bulk_a_second": figure([turn.bulk for turn in turns]),
            "kept_up_a_second": figure([turn.drain for turn in turns]),
            "peak_mib": figure([turn.peak for turn in turns]),
            "commit_to_found_ms": figure(fresh),
        }
    return Result([table], figures)
