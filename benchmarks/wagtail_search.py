"""Wagtail's own search as a target: filled from our listings, asked the same queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from benchmarks import sites
from benchmarks.options import Options
from benchmarks.probing import probing
from benchmarks.servers import WSGI, Application
from benchmarks.sites import Database, Site

OPERATORS = ("and", "or")


@dataclass(frozen=True)
class Asked:
    """A server of it, and the addresses of the queries."""

    site: Site
    application: Application
    paths: list[str]


def targets(options: Options, ours: Site, queries: Sequence[Mapping[str, Any]]) -> list[Asked]:
    """The same rows asked with each operator."""
    site = _filled(options, ours)
    found = []
    for operator in OPERATORS:
        name = f"Wagtail “{operator}” {ours.size}"
        asked = [
            {"q": query["words"], "operator": operator} | query["filters"] for query in queries
        ]
        paths = [f"/?{urlencode(each)}" for each in asked]
        found.append(Asked(site, replace(site.application, name=name), paths))
    return found


def _filled(options: Options, ours: Site) -> Site:
    database = Database(
        "postgresql",
        f"wagtail_{ours.size}",
        options.data / f"postgresql-wagtail-{ours.size}",
        options.postgres,
    )
    env = {
        "DJANGO_SETTINGS_MODULE": "benchmarks.peers.wagtail_search.settings",
        "DATABASE_URL": database.url,
    }
    application = Application(f"Wagtail's search {ours.size}", WSGI, env)
    site = Site(database, application, ours.size)
    newer = ours.database.marker.stat().st_mtime
    if not database.is_filled() or database.marker.stat().st_mtime < newer:
        sites.fill(site, lambda: _fill(site, ours))
    return site


def _fill(site: Site, ours: Site) -> None:
    site.database.make()
    dump = site.database.folder / "listings.jsonl"
    with probing(ours) as probe:
        probe.ask("dump", to=str(dump))
    site.run("-m", "benchmarks.probe", "fill_wagtail_search", str(dump))
    dump.unlink()
