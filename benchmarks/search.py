"""Search beside the bare SQL of the same queries, and beside Wagtail's own on the same rows."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import quote

from benchmarks import drawn, search_tables, sites, wagtail_search
from benchmarks.options import Options
from benchmarks.probing import Probe, probing
from benchmarks.report import Result
from benchmarks.rounds import interleaved, say
from benchmarks.servers import Server, serving
from benchmarks.sites import Site

ROUNDS = 7
PEERED = (10_000, 100_000)
SUGGEST = "/search/suggest/?q="


@dataclass
class Turn:
    """One round of a target, milliseconds query by query: pages over HTTP, and where it is ours the
    pages drawn anew, and the shared statement and all statements by the bare driver. `cpu` is
    milliseconds a page."""

    pages: list[float]
    cpu: float
    anew: list[float] = field(default_factory=list)
    shared: list[float] = field(default_factory=list)
    statements: list[float] = field(default_factory=list)
    suggestions: list[float] = field(default_factory=list)
    prefix: list[float] = field(default_factory=list)
    in_process: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Target:
    """A site with its server and, where it is ours, one that draws all anew, and its probe."""

    site: Site
    server: Server
    paths: list[str]
    anew: Server | None = None
    probe: Probe | None = None
    starts: tuple[str, ...] = ()


def measure(options: Options) -> Result:
    """Fill what is missing, then ask everything in turns."""
    kinds = sites.kinds(options)
    filled = [site for kind in kinds for site in sites.filled_ours(options, kind, options.sizes)]
    mix = drawn.queries(options, filled)
    asked = list(filled)
    if options.elasticsearch:
        asked += [sites.on_elasticsearch(options, site) for site in filled if site.kind == kinds[0]]
    queries = mix["queries"]
    postmaster = sites.postmaster(options)
    with ExitStack() as stack:
        targets: dict[str, Target] = {}
        counts: dict[str, Any] = {}
        for site in asked:
            target = stack.enter_context(_ours(site, mix))
            assert target.probe
            counts[site.application.name] = target.probe.ask("capture", paths=target.paths)
            target.probe.ask("capture_suggestions", letters=target.starts)
            targets[site.application.name] = target
        for site in _peered(options, filled):
            for asked in wagtail_search.targets(options, site, queries):
                served = serving(asked.application, workers=1, keep_alive=True, first="/?q=council")
                server = stack.enter_context(served)
                targets[asked.application.name] = Target(asked.site, server, asked.paths)
        turns: dict[str, Callable[[], Turn]] = {}
        for name, target in targets.items():
            say(f"search: warming {name}")
            turns[name] = _turn(target, postmaster)
            turns[name]()
        found = interleaved(turns, options.rounds_of(ROUNDS), name="search")
    return search_tables.result(
        queries, mix["starts"], found, counts, {n: t.site for n, t in targets.items()}
    )


def _peered(options: Options, filled: Sequence[Site]) -> list[Site]:
    """The sites whose rows Wagtail's own search gets too."""
    found = [site for site in filled if site.kind == "postgresql" and options.peers]
    return [site for site in found if site.size in PEERED] or found[-1:]


@contextmanager
def _ours(site: Site, mix: dict[str, Any]) -> Iterator[Target]:
    served = partial(serving, workers=1, keep_alive=True, first="/search/")
    with (
        probing(site) as probe,
        served(site.application) as server,
        served(sites.drawn_anew(site.application)) as anew,
    ):
        paths = [query["path"] for query in mix["queries"]]
        yield Target(site, server, paths, anew, probe, tuple(mix["starts"]))


def _turn(target: Target, postmaster: int) -> Callable[[], Turn]:
    def turn() -> Turn:
        before = sites.spent(target.server.pid, postmaster, target.site.kind)
        pages = timed(target.server, target.paths)
        used = sites.spent(target.server.pid, postmaster, target.site.kind) - before
        found = Turn(pages, used * 1000 / len(pages))
        if target.anew is not None:
            found.anew = timed(target.anew, target.paths)
        if target.probe is not None:
            replayed = target.probe.ask("replay", keys=target.paths)
            found.shared = [shared for shared, _ in replayed]
            found.statements = [statements for _, statements in replayed]
            starts = [SUGGEST + quote(letters) for letters in target.starts]
            found.suggestions = timed(target.server, starts)
            found.prefix = [ms for ms, _ in target.probe.ask("replay", keys=target.starts)]
            found.in_process = target.probe.ask("in_process", letters=target.starts)
        return found

    return turn


def timed(server: Server, paths: Sequence[str]) -> list[float]:
    """Milliseconds of each page, one after the other over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300)
    connection.connect()
    found = []
    try:
        for path in paths:
            started = time.perf_counter()
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            found.append((time.perf_counter() - started) * 1000)
            if answer.status != 200:
                raise RuntimeError(f"{server.name} answered {path} with {answer.status}")
    finally:
        connection.close()
    return found
