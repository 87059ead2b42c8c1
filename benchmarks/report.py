"""The results: JSON for programs, Markdown tables for people."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.options import Options
from benchmarks.rounds import spread

PACKAGES = ("Django", "wagtail", "gunicorn", "psycopg")


@dataclass
class Table:
    """A table of strings under a heading, with what it says below."""

    title: str
    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)
    note: str = ""

    def as_markdown(self) -> str:
        ruler = ["---", *["--:"] * (len(self.columns) - 1)]
        lines = [f"### {self.title}", ""]
        lines += [f"| {' | '.join(row)} |" for row in (self.columns, ruler, *self.rows)]
        return "\n".join([*lines, "", *([self.note, ""] if self.note else [])])


@dataclass
class Result:
    """What a part found: tables to read, and every figure behind them."""

    tables: list[Table]
    figures: dict[str, Any]


def machine(options: Options) -> dict[str, Any]:
    """What the figures were measured on, without a name."""
    return {
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "processor": _processor(),
        "load": [round(each, 2) for each in os.getloadavg()],
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": _postgresql(options.postgres),
        "wrk": _wrk(),
        **{name.lower(): version(name) for name in PACKAGES},
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _postgresql(url: str) -> dict[str, str]:
    """Its version, and the settings that say most."""
    if not url:
        return {}
    with psycopg.connect(url) as server:
        asked = ("server_version", "fsync", "shared_buffers", "work_mem")
        found = {name: server.execute(f"SHOW {name}").fetchone() for name in asked}
        return {name: str(row[0]) for name, row in found.items() if row}


def _wrk() -> str:
    if not shutil.which("wrk"):
        return ""
    told = subprocess.run(["wrk", "-v"], capture_output=True, text=True, check=False)
    return next(iter(told.stdout.split("\n")), "").split(" [")[0].removeprefix("wrk ")


def save(options: Options, name: str, result: Result) -> None:
    """Put a part beside those that were measured before, in both files."""
    kept: dict[str, Any] = {"parts": {}}
    if options.json.exists():
        kept = json.loads(options.json.read_text())
    tables = [table.as_markdown() for table in result.tables]
    kept["parts"][name] = {
        "machine": machine(options),
        "quick": options.quick,
        "figures": result.figures,
        "markdown": tables,
    }
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(kept, indent=1) + "\n")
    options.markdown.parent.mkdir(parents=True, exist_ok=True)
    options.markdown.write_text(as_markdown(kept["parts"]))


def as_markdown(parts: Mapping[str, Any]) -> str:
    """Every part that was measured, each with the machine as it was then."""
    lines = ["# Figures", ""]
    for name, part in parts.items():
        told = part["machine"]
        postgresql = told["postgresql"]
        lines += [
            f"## {name}{' (quick: means nothing)' if part['quick'] else ''}",
            "",
            f"{told['at'][:10]}: {told['cores']} cores ({told['processor']}), "
            f"{told['memory_gib']} GiB, load {told['load'][0]} at the end. Python {told['python']}, "
            f"Django {told['django']}, Wagtail {told['wagtail']}, gunicorn {told['gunicorn']}, "
            f"SQLite {told['sqlite']}"
            + (
                f", PostgreSQL {postgresql['server_version']} (fsync {postgresql['fsync']}, "
                f"shared_buffers {postgresql['shared_buffers']})"
                if postgresql
                else ""
            )
            + ".",
            "",
            *part["markdown"],
        ]
    return "\n".join(lines)


def figure(values: Sequence[float]) -> dict[str, Any]:
    """Figures of several rounds as they are kept."""
    told = spread(values)
    return {
        "median": round(told.median, 3),
        "quartiles": [round(each, 3) for each in told.quartiles],
        "range": [round(told.low, 3), round(told.high, 3)],
        "count": told.count,
    }


def shown(values: Sequence[float]) -> str:
    """A median with the middle half: 10.3 (9.8–11)."""
    told = spread(values)
    low, high = told.quartiles
    return f"{short(told.median)} ({short(low)}–{short(high)})"


def short(value: float) -> str:
    """Three figures that say something."""
    if value == 0:
        return "0"
    size = abs(value)
    return f"{value:,.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def beside(ours: Sequence[float], theirs: Sequence[float] | None) -> str:
    """The median of each round's ratio; nothing where nobody stands beside it."""
    if not theirs:
        return ""
    return times(statistics.median(a / b for a, b in zip(ours, theirs, strict=True)), 1.0)


def times(ours: float, theirs: float) -> str:
    """How often one goes into the other: 2.4×."""
    return f"{ours / theirs:.2f}×" if theirs else "–"
