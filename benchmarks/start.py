"""Cold start and memory: from the spawn to the first page, and what a warm server holds."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from benchmarks import bakery, cpu, empty, sites
from benchmarks.options import ROOT, Options
from benchmarks.probing import probing
from benchmarks.report import Result, Table, figure, shown, times
from benchmarks.rounds import interleaved
from benchmarks.servers import Application, Server, environment, free_port, get, gunicorn, wait_for

ROUNDS = 9
WARM = 40  # requests, over every address of the target
WORKERS = 2


@dataclass(frozen=True)
class Target:
    application: Application
    paths: tuple[str, ...]
    command: tuple[str, ...] = ()  # instead of gunicorn with two workers


@dataclass(frozen=True)
class Turn:
    seconds: float
    memory: float  # MiB that no file backs


def measure(options: Options) -> Result:
    targets: dict[str, Target] = {}
    for kind in sites.kinds(options):
        site = sites.filled_ours(options, kind, [options.size])[0]
        with probing(site) as probe:
            places = probe.ask("places")
        paths = tuple(places[page] for page in ("home", "list", "solution", "council"))
        paths += ("/search/?q=council+tax",)
        targets[f"ours, {kind}"] = Target(site.application, paths)
        served = replace(site.application, name=f"ours by manage.py serve, {kind}")
        targets[served.name] = Target(served, paths, (sys.executable, "manage.py", "serve"))
        if options.peers:
            bare = empty.filled(options, kind).application
            targets[bare.name] = Target(bare, ("/",))
        if (demo := bakery.filled(options, kind)) is not None:
            targets[demo.application.name] = Target(demo.application, tuple(bakery.PLACES.values()))
    turns = {name: _turn(target) for name, target in targets.items()}
    for turn in turns.values():
        turn()  # what is compiled and read for the first time is no part of it
    return _result(interleaved(turns, options.rounds_of(ROUNDS), name="start"))


def _turn(target: Target) -> Callable[[], Turn]:
    def turn() -> Turn:
        port = free_port()
        with tempfile.TemporaryFile("w+") as log:
            started = time.perf_counter()
            process = subprocess.Popen(
                target.command or gunicorn(target.application, port, WORKERS),
                env=environment(target.application.env_on(port)),
                cwd=target.application.folder if not target.command else ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            try:
                server = Server(target.application.name, port, process.pid)
                seconds = wait_for(server, process, target.paths[0], log) - started
                for number in range(WARM):
                    get(port, target.paths[number % len(target.paths)])
                return Turn(seconds, cpu.anonymous(process.pid))
            finally:
                process.terminate()
                process.wait(timeout=30)

    return turn


def _result(found: Mapping[str, Sequence[Turn]]) -> Result:
    table = Table(
        f"Cold start and memory, gunicorn with {WORKERS} sync workers",
        ("site", "first page, s", "anonymous memory, MiB", "start beside empty Wagtail",
         "memory beside it", "start beside bakerydemo", "memory beside it"),
        note="Memory is that of all the processes of the server after its pages were asked for; what "
        "they share counts once. `manage.py serve` is one worker with eight threads and its runner.",
    )  # fmt: skip
    seconds = {name: [turn.seconds for turn in turns] for name, turns in found.items()}
    memory = {name: [turn.memory for turn in turns] for name, turns in found.items()}
    for name in found:
        kind = name.rpartition(", ")[2]
        beside = []
        for peer in (f"empty Wagtail, {kind}", f"bakerydemo, {kind}"):
            for each in (seconds, memory):
                peers = each.get(peer)
                beside.append(_beside(each[name], peers) if peers and peer != name else "")
        table.rows.append((name, shown(seconds[name]), shown(memory[name]), *beside))
    figures = {
        name: {"seconds": figure(seconds[name]), "memory_mib": figure(memory[name])}
        for name in found
    }
    return Result([table], figures)


def _beside(ours: Sequence[float], theirs: Sequence[float]) -> str:
    return times(statistics.median(ours), statistics.median(theirs))
