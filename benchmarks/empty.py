"""The smallest peers: an empty Django view, and an empty Wagtail page."""

from __future__ import annotations

from benchmarks import sites
from benchmarks.options import Options
from benchmarks.servers import WSGI, Application
from benchmarks.sites import Database, Site

DJANGO = Application("empty Django view", "benchmarks.peers.bare", {})


def filled(options: Options, kind: str) -> Site:
    """A Wagtail site with one empty page."""
    database = Database(kind, "empty", options.data / f"{kind}-empty", options.postgres)
    env = {
        "DJANGO_SETTINGS_MODULE": "benchmarks.peers.empty.settings",
        "DATABASE_URL": database.url,
    }
    site = Site(database, Application(f"empty Wagtail, {kind}", WSGI, env))
    if not database.is_filled():
        sites.fill(site, lambda: _fill(site))
    return site


def _fill(site: Site) -> None:
    site.database.make()
    site.run("-m", "benchmarks.probe", "fill_empty")
