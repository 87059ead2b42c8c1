"""What a page weighs on its way to a reader: HTML, styles and scripts, compressed."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from benchmarks import bakery, drawn, sites
from benchmarks.options import Options
from benchmarks.probing import probing
from benchmarks.report import Result, Table
from benchmarks.rounds import say
from benchmarks.servers import Server, get, serving
from benchmarks.sites import Site

BUDGET, SEARCH_BUDGET = 32_000, 10_000  # bytes: all of a page; the HTML of a search
GZIP = {"Accept-Encoding": "gzip"}


class Linked(HTMLParser):
    """The styles and scripts that a page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.styles: list[str] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "link" and "stylesheet" in named.get("rel", "").split():
            self.styles.append(named.get("href", ""))
        if tag == "script" and named.get("src"):
            self.scripts.append(named["src"])


def measure(options: Options) -> Result:
    """On the first kind of database: what is sent is the same on both."""
    kind = sites.kinds(options)[0]
    site = sites.filled_ours(options, kind, [options.size])[0]
    table = Table(
        "Bytes of each page in gzip, pictures apart",
        ("page", "HTML", "CSS", "JS", "all", f"of {BUDGET:,}"),
        note=f"Of the search pages the HTML alone may be {SEARCH_BUDGET:,}.",
    )
    figures: dict[str, Any] = {}
    with serving(site.application) as server:
        for page, path in _places(options, site).items():
            _add(table, figures, page, server, path)
    if (demo := bakery.filled(options, kind)) is not None:
        with serving(demo.application) as server:
            for page, path in bakery.PLACES.items():
                _add(table, figures, f"bakerydemo {page}", server, path)
    return Result([table], figures)


def _places(options: Options, site: Site) -> Mapping[str, str]:
    mix = drawn.queries(options, [site])["queries"]
    with probing(site) as probe:
        found = dict(probe.ask("places"))
    for query in mix:
        found[f"search: {query['sort']}"] = query["path"]  # of each sort the last
    return found


def _add(table: Table, figures: dict[str, Any], page: str, server: Server, path: str) -> None:
    status, html, size = _fetched(server, path)
    if status != 200:
        say(f"weight: {path} answered with {status}, left out")
        return
    linked = Linked()
    linked.feed(html.decode(errors="replace"))
    styles, scripts = (
        sum(_fetched(server, _own(path, each))[2] for each in set(found) if _own(path, each))
        for found in (linked.styles, linked.scripts)
    )
    whole = size + styles + scripts
    figures[page] = {"html": size, "css": styles, "js": scripts, "all": whole}
    share = f"{whole / BUDGET:.0%}"
    table.rows.append((page, *(f"{n:,}" for n in (size, styles, scripts, whole)), share))


def _own(path: str, address: str) -> str:
    """The path of an address on the same site; none for another's."""
    whole = urlsplit(urljoin(f"http://127.0.0.1{path}", address))
    return f"{whole.path}?{whole.query}".rstrip("?") if whole.hostname == "127.0.0.1" else ""


def _fetched(server: Server, path: str) -> tuple[int, bytes, int]:
    """Status, what it says, and how many bytes that is in gzip, by whomever it is compressed."""
    status, body = get(server.port, path, GZIP)
    if body[:2] == b"\x1f\x8b":
        return status, gzip.decompress(body), len(body)
    return status, body, len(gzip.compress(body, 6))
