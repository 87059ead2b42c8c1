"""Cold start and memory: from the spawn to the first page, and what a warm server holds."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from benchmarks import bakery, cpu, empty, sites
from benchmarks.options import Options
from benchmarks.probing import probing
from benchmarks.report import Result, Table, beside, figure, shown
from benchmarks.rounds import interleaved
from benchmarks.servers import Application, get, serving

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
        first, command = target.paths[0], target.command
        with serving(target.application, workers=WORKERS, first=first, command=command) as server:
            for number in range(WARM):
                get(server.port, target.paths[number % len(target.paths)])
            return Turn(server.seconds, cpu.anonymous(server.pid))

    return turn


def _result(found: Mapping[str, Sequence[Turn]]) -> Result:
    table = Table(
        f"Cold start and memory, gunicorn with {WORKERS} sync workers",
        ("site", "first page, s", "anonymous memory, MiB", "start beside empty Wagtail",
         "memory beside it", "start beside bakerydemo", "memory beside it"),
        note="Memory is that of all the processes of the server after its pages were asked for; what "
        "they share counts once. `manage.py serve` is one worker with eight threads and its runner. "
        "“Beside” is the median of each round's ratio.",
    )  # fmt: skip
    seconds = {name: [turn.seconds for turn in turns] for name, turns in found.items()}
    memory = {name: [turn.memory for turn in turns] for name, turns in found.items()}
    for name in found:
        kind = name.rpartition(", ")[2]
        ratios = []
        for peer in (f"empty Wagtail, {kind}", f"bakerydemo, {kind}"):
            for each in (seconds, memory):
                ratios.append(beside(each[name], each.get(peer)) if peer != name else "")
        table.rows.append((name, shown(seconds[name]), shown(memory[name]), *ratios))
    figures = {
        name: {"seconds": figure(seconds[name]), "memory_mib": figure(memory[name])}
        for name in found
    }
    return Result([table], figures)
