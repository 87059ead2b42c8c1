"""What the search run says, as tables."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from benchmarks.report import Result, Table, figure, short, shown, times
from benchmarks.rounds import quantile

if TYPE_CHECKING:
    from benchmarks.search import Turn
    from benchmarks.sites import Site

Turns = Sequence["Turn"]


def result(
    queries: Sequence[Mapping[str, Any]],
    starts: Sequence[str],
    found: Mapping[str, Turns],
    counts: Mapping[str, Sequence[Mapping[str, int]]],
    targets: Mapping[str, Site],
) -> Result:
    mixed = [n for n, query in enumerate(queries) if query["mixed"]]
    ours = {name: turns for name, turns in found.items() if turns[0].shared}
    peers = {name: turns for name, turns in found.items() if name not in ours}
    tables = [
        _pages(ours, mixed, counts),
        _sorts(queries, ours),
        _growth(ours, mixed, targets),
        _suggestions(ours),
    ]
    if peers:
        tables.append(_peers(ours, peers, mixed, targets))
    figures = {
        "queries": list(queries),
        "starts": list(starts),
        "targets": {name: _figures(turns, counts.get(name)) for name, turns in found.items()},
    }
    return Result(tables, figures)


def of(turns: Turns, what: str, places: Sequence[int]) -> list[float]:
    """The median of each query over the rounds."""
    return [statistics.median(getattr(turn, what)[place] for turn in turns) for place in places]


def by_round(turns: Turns, what: str, places: Sequence[int], share: float) -> list[float]:
    """The share-th figure of the queries in each round."""
    return [quantile([getattr(turn, what)[n] for n in places], share) for turn in turns]


def _pages(
    ours: Mapping[str, Turns],
    mixed: Sequence[int],
    counts: Mapping[str, Sequence[Mapping[str, int]]],
) -> Table:
    table = Table(
        "The search page and the bare SQL of the same queries, ms",
        ("site", "page p50", "page p95", "drawn anew p50", "p95", "SQL p50", "SQL p95", "page − SQL p50", "p95",
         "all SQL p50", "statements", "CPU ms a page"),
        note="SQL is the one statement that gives hits, total and facets, by the bare driver on a "
        "connection that is kept, or the one request of a search server in its place; the difference is paired by query and round. In brackets the "
        "middle half of the rounds. CPU is of all queries, server and database. The cards of a page "
        "were drawn before, but for “drawn anew”, which is as after a change, each time.",
    )  # fmt: skip
    for name, turns in ours.items():
        more = [[turn.pages[n] - turn.shared[n] for n in mixed] for turn in turns]
        statements = [counts[name][n]["statements"] for n in mixed]
        table.rows.append((
            name,
            shown(by_round(turns, "pages", mixed, 0.5)),
            shown(by_round(turns, "pages", mixed, 0.95)),
            shown(by_round(turns, "anew", mixed, 0.5)),
            shown(by_round(turns, "anew", mixed, 0.95)),
            shown(by_round(turns, "shared", mixed, 0.5)),
            shown(by_round(turns, "shared", mixed, 0.95)),
            shown([quantile(each, 0.5) for each in more]),
            shown([quantile(each, 0.95) for each in more]),
            shown(by_round(turns, "statements", mixed, 0.5)),
            f"{min(statements)}–{max(statements)}",
            short(statistics.median(turn.cpu for turn in turns)),
        ))  # fmt: skip
    return table


def _sorts(queries: Sequence[Mapping[str, Any]], ours: Mapping[str, Turns]) -> Table:
    by_sort: dict[str, list[int]] = defaultdict(list)
    for place, query in enumerate(queries):
        by_sort[query["sort"]].append(place)
    table = Table(
        "Sort by sort: page p50 / shared SQL p50, ms",
        ("queries", *ours),
        note="Every page counts every facet. Sorts without words are not in the mix above.",
    )
    for sort, places in by_sort.items():
        cells = [
            f"{short(statistics.median(of(turns, 'pages', places)))} / "
            f"{short(statistics.median(of(turns, 'shared', places)))}"
            for turns in ours.values()
        ]
        table.rows.append((sort, *cells))
    return table


def _growth(ours: Mapping[str, Turns], mixed: Sequence[int], targets: Mapping[str, Site]) -> Table:
    table = Table(
        "Growth: page p50 beside that of the smaller site", ("database", "from → to", "page", "SQL")
    )
    by_kind: dict[str, list[str]] = defaultdict(list)
    for name in ours:
        on_server = ", elasticsearch" if name.endswith("elasticsearch") else ""
        by_kind[f"{targets[name].kind}{on_server}"].append(name)
    for kind, names in by_kind.items():
        sizes = {targets[name].size: name for name in names}
        pairs = [(a, b) for a in sizes for b in sizes if b == 10 * a or (a == 10_000 and b > a)]
        for small, big in sorted(pairs):
            ratios = [
                times(*(statistics.median(of(ours[sizes[n]], what, mixed)) for n in (big, small)))
                for what in ("pages", "shared")
            ]
            table.rows.append((kind, f"{small:,} → {big:,}", *ratios))
    return table


def _suggestions(ours: Mapping[str, Turns]) -> Table:
    table = Table(
        "Suggestions and the raw prefix query, ms",
        ("site", "over HTTP p50", "p95", "in process p95", "prefix SQL p50", "p95",
         "HTTP p95 / SQL p95", "in process p95 / SQL p95"),
        note="The ratios are between the medians of each start over the rounds.",
    )  # fmt: skip
    for name, turns in ours.items():
        places = range(len(turns[0].suggestions))
        web, inside, raw = (
            of(turns, what, places) for what in ("suggestions", "in_process", "prefix")
        )
        table.rows.append((
            name,
            shown(by_round(turns, "suggestions", places, 0.5)),
            shown(by_round(turns, "suggestions", places, 0.95)),
            shown(by_round(turns, "in_process", places, 0.95)),
            shown(by_round(turns, "prefix", places, 0.5)),
            shown(by_round(turns, "prefix", places, 0.95)),
            times(quantile(web, 0.95), quantile(raw, 0.95)),
            times(quantile(inside, 0.95), quantile(raw, 0.95)),
        ))  # fmt: skip
    return table


def _peers(
    ours: Mapping[str, Turns],
    peers: Mapping[str, Turns],
    mixed: Sequence[int],
    targets: Mapping[str, Site],
) -> Table:
    table = Table(
        "The same queries by Wagtail's own search on PostgreSQL, same rows",
        (
            "site",
            "a second",
            "p50, ms",
            "CPU ms a page",
            "ours: as many a second",
            "its p50 beside ours",
        ),
        note="Each page is 20 hits, the total and four facets, one connection. “and” is Wagtail's "
        "default: every word must stand there; “or”: any, which is nearer to what ours answers. "
        "Wagtail has an index on the expression that its queries use, which it ships without.",
    )
    of_size = {targets[name].size: name for name in ours if targets[name].kind == "postgresql"}
    for name, turns in peers.items():
        rate, p50 = _rate(turns, mixed), statistics.median(of(turns, "pages", mixed))
        own = ours[of_size[targets[name].size]]
        table.rows.append((
            name,
            short(rate),
            shown(by_round(turns, "pages", mixed, 0.5)),
            short(statistics.median(turn.cpu for turn in turns)),
            times(_rate(own, mixed), rate),
            times(p50, statistics.median(of(own, "pages", mixed))),
        ))  # fmt: skip
    return table


def _rate(turns: Turns, places: Sequence[int]) -> float:
    """Pages a second over one connection, by the medians of the queries."""
    return 1000 / statistics.fmean(of(turns, "pages", places))


def _figures(turns: Turns, counts: Sequence[Mapping[str, int]] | None) -> dict[str, Any]:
    places = range(len(turns[0].pages))
    kept: dict[str, Any] = {
        "pages": [figure([turn.pages[n] for turn in turns]) for n in places],
        "cpu": figure([turn.cpu for turn in turns]),
        "statements_counted": list(counts or ()),
    }
    for what in ("anew", "shared", "statements", "suggestions", "prefix", "in_process"):
        if getattr(turns[0], what):
            kept[what] = [
                figure([getattr(turn, what)[n] for turn in turns])
                for n in range(len(getattr(turns[0], what)))
            ]
    return kept
