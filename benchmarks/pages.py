"""Pages under load: requests a second and processor time, beside the peers' pages."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from benchmarks import bakery, cpu, drawn, empty, load, sites
from benchmarks.load import Load
from benchmarks.options import Options
from benchmarks.probing import probing
from benchmarks.report import Result, Table, beside, figure, short, shown
from benchmarks.rounds import interleaved, say
from benchmarks.servers import Server, serving
from benchmarks.sites import Site

ROUNDS, SECONDS, WARM = 7, 4.0, 1.0
OURS, EMPTY, BAKERY, BARE = "ours", "empty Wagtail", "bakerydemo", "empty Django view"
KEPT = ("home", "list", "solution", "search")  # pages of ours that keep parts of themselves
LIKE = {"council": "solution"}  # beside which of its pages stands what bakerydemo has none of


@dataclass(frozen=True)
class Target:
    """A page of somebody's: whose, on which kind of database, and what it stands for."""

    whose: str
    kind: str
    page: str
    server: Server
    path: str
    header: str = ""

    @property
    def name(self) -> str:
        return f"{self.whose} {self.page}".strip() + (f", {self.kind}" if self.kind else "")


@dataclass(frozen=True)
class Turn:
    load: Load
    cpu: float  # milliseconds a request, server and database


def measure(options: Options) -> Result:
    load.insist()
    postmaster = sites.postmaster(options)
    seconds = options.seconds_of(SECONDS)
    with ExitStack() as stack:
        targets = []
        for kind in sites.kinds(options):
            targets += _of_kind(options, kind, stack)
        if options.peers:
            server = stack.enter_context(serving(empty.DJANGO))
            targets.append(Target(BARE, "", "", server, "/"))
        turns = {target.name: _turn(target, postmaster, seconds) for target in targets}
        for target in targets:
            say(f"pages: warming {target.name}")
            load.wrk(target.server.url(target.path), seconds=WARM, header=target.header)
        found = interleaved(turns, options.rounds_of(ROUNDS), name="pages")
    return _result(options, {target.name: target for target in targets}, found)


def _of_kind(options: Options, kind: str, stack: ExitStack) -> list[Target]:
    ours = sites.filled_ours(options, kind, [options.size])[0]
    pages = _pages(options, ours)
    server = stack.enter_context(serving(ours.application))
    targets = [Target(OURS, kind, page, server, path) for page, path in pages.items()]
    gzip = "Accept-Encoding: gzip"
    targets.append(Target(OURS, kind, "search, gzip", server, pages["search"], gzip))
    anew = stack.enter_context(serving(sites.drawn_anew(ours.application)))
    targets += [Target(OURS, kind, f"{page}, drawn anew", anew, pages[page]) for page in KEPT]
    if options.peers:
        bare = stack.enter_context(serving(empty.filled(options, kind).application))
        targets.append(Target(EMPTY, kind, "", bare, "/"))
    if (demo := bakery.filled(options, kind)) is not None:
        baking = stack.enter_context(serving(demo.application))
        targets += [Target(BAKERY, kind, p, baking, path) for p, path in bakery.PLACES.items()]
    return targets


def _pages(options: Options, site: Site) -> dict[str, str]:
    """The addresses of our pages."""
    queries = drawn.queries(options, [site])["queries"]
    words = next(query for query in queries if query["sort"] == "common + common")
    chosen = next(query for query in queries if query["sort"] == "no words, one filter")
    with probing(site) as probe:
        places = probe.ask("places")
    found = {page: places[page] for page in ("home", "list", "solution", "council")}
    return found | {"search": words["path"], "search, no words": chosen["path"]}


def _turn(target: Target, postmaster: int, seconds: float) -> Callable[[], Turn]:
    def turn() -> Turn:
        before = sites.spent(target.server.pid, postmaster, target.kind)
        told = load.wrk(target.server.url(target.path), seconds=seconds, header=target.header)
        # What each connection still waits for is answered to nobody: it costs too, and must not cost
        # whoever has the next turn.
        cpu.settle(target.server.pid)
        used = sites.spent(target.server.pid, postmaster, target.kind) - before
        return Turn(told, used * 1000 / (told.requests + load.CONNECTIONS))

    return turn


def _result(
    options: Options, targets: Mapping[str, Target], found: Mapping[str, Sequence[Turn]]
) -> Result:
    rates = {name: [turn.load.rate for turn in turns] for name, turns in found.items()}
    costs = {name: [turn.cpu for turn in turns] for name, turns in found.items()}
    table = Table(
        f"Pages of a site with {options.size:,} solutions, {load.CONNECTIONS} connections",
        ("page", "a second", "CPU ms", "p50 ms", "p99 ms", "bytes", "a second, beside bakerydemo's",
         "CPU, beside an empty Wagtail page"),
        note="In brackets the middle half of the rounds; “beside” is the median of each round's ratio. "
        "“Drawn anew” is as after a change, each time; what is kept was drawn before in all others.",
    )  # fmt: skip
    figures: dict[str, Any] = {}
    for name, turns in found.items():
        target = targets[name]
        page = target.page.partition(", ")[0]
        demo = _named(targets, BAKERY, target.kind, LIKE.get(page, page))
        bare = _named(targets, EMPTY, target.kind, "")
        table.rows.append((
            name,
            shown(rates[name]),
            shown(costs[name]),
            short(statistics.median(turn.load.p50 for turn in turns)),
            short(statistics.median(turn.load.p99 for turn in turns)),
            short(statistics.median(turn.load.bytes for turn in turns)),
            beside(rates[name], rates.get(demo)) if target.whose == OURS else "",
            beside(costs[name], costs.get(bare)) if target.whose in (OURS, BAKERY) else "",
        ))  # fmt: skip
        figures[name] = {
            "rate": figure(rates[name]),
            "cpu_ms": figure(costs[name]),
            "p50_ms": figure([turn.load.p50 for turn in turns]),
            "p99_ms": figure([turn.load.p99 for turn in turns]),
            "bytes": figure([turn.load.bytes for turn in turns]),
            "path": target.path,
        }
    return Result([table], {"size": options.size, "targets": figures})


def _named(targets: Mapping[str, Target], whose: str, kind: str, page: str) -> str:
    wanted = (whose, kind, page)
    return next((n for n, t in targets.items() if (t.whose, t.kind, t.page) == wanted), "")
