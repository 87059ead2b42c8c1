"""What was asked for on the command line."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("pages", "search", "start", "weight", "writing", "mirror")
SIZES = (1_000, 10_000, 50_000, 100_000)
QUICK_SIZE = 60
KINDS = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Options:
    """`sizes` are counts of generated solutions; `size` is the one that pages, start and weight are
    measured at. `rounds` and `seconds` 0: each part takes its own."""

    parts: tuple[str, ...]
    data: Path
    sizes: tuple[int, ...]
    size: int
    kinds: tuple[str, ...]
    postgres: str
    elasticsearch: str
    bakery: Path | None
    bakery_python: str
    peers: bool
    rounds: int
    seconds: float
    quick: bool
    reindex: bool
    json: Path
    markdown: Path

    def rounds_of(self, usual: int) -> int:
        return self.rounds or (1 if self.quick else usual)

    def seconds_of(self, usual: float) -> float:
        return self.seconds or (0.5 if self.quick else usual)


def read(arguments: list[str] | None = None) -> Options:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure the site beside its peers, all in one interleaved run.",
    )
    parser.add_argument("parts", nargs="*", help=f"which parts: {', '.join(PARTS)} (all of them)")
    parser.add_argument(
        "--quick", action="store_true", help="a minute of tiny data: does it still run?"
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=ROOT / "var" / "benchmarks",
        metavar="DIR",
        help="where filled sites are kept between runs (var/benchmarks)",
    )
    parser.add_argument(
        "--postgres",
        default=os.environ.get("DATABASE_URL", ""),
        metavar="URL",
        help="a PostgreSQL server on this machine that may be given databases (DATABASE_URL)",
    )
    parser.add_argument(
        "--elasticsearch",
        default=os.environ.get("ELASTICSEARCH_URL", ""),
        metavar="URL",
        help="an Elasticsearch of this machine that may be given indexes (ELASTICSEARCH_URL)",
    )
    parser.add_argument(
        "--databases", default=",".join(KINDS), help="sqlite,postgresql, or one of them"
    )
    parser.add_argument(
        "--sizes", help=f"solutions, for search and writing ({','.join(map(str, SIZES))})"
    )
    parser.add_argument("--size", type=int, help="solutions, for the other parts (10000)")
    parser.add_argument("--rounds", type=int, default=0, help="how often each target has its turn")
    parser.add_argument("--seconds", type=float, default=0, help="how long a turn under load lasts")
    parser.add_argument("--no-peers", action="store_true", help="ours alone: for tuning")
    parser.add_argument(
        "--bakery", type=Path, metavar="DIR", help="a checkout of wagtail/bakerydemo"
    )
    parser.add_argument(
        "--bakery-python", default="", metavar="PATH", help="the Python of its own environment"
    )
    parser.add_argument(
        "--reindex", action="store_true", help="make the indexes of kept sites anew first"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="figures (DIR/results.json)")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="tables (DIR/results.md)")
    given = parser.parse_args(arguments)
    parts = tuple(given.parts) or PARTS
    if wrong := [part for part in parts if part not in PARTS]:
        parser.error(f"no such part: {', '.join(wrong)}")
    kinds = tuple(each.strip() for each in given.databases.split(",") if each.strip())
    if wrong := [kind for kind in kinds if kind not in KINDS]:
        parser.error(f"no such database: {', '.join(wrong)}")
    sizes = tuple(int(n) for n in given.sizes.split(",")) if given.sizes else SIZES
    if given.quick and not given.sizes:
        sizes = (QUICK_SIZE,)
    data = given.data.resolve()
    return Options(
        parts=parts,
        data=data,
        sizes=tuple(sorted(sizes)),
        size=given.size or (QUICK_SIZE if given.quick else 10_000),
        kinds=kinds,
        postgres=given.postgres if given.postgres.startswith("postgres") else "",
        elasticsearch=given.elasticsearch,
        bakery=given.bakery.resolve() if given.bakery else None,
        bakery_python=given.bakery_python,
        peers=not given.no_peers,
        rounds=given.rounds,
        seconds=given.seconds,
        quick=given.quick,
        reindex=given.reindex,
        json=given.json or data / "results.json",
        markdown=given.markdown or data / "results.md",
    )
