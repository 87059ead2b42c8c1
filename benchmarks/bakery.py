"""bakerydemo, Wagtail's own demonstration, as a target: where a checkout is given."""

from __future__ import annotations

import sys

from benchmarks import sites
from benchmarks.options import ROOT, Options
from benchmarks.servers import Application
from benchmarks.sites import Database, Site

# What each of its pages stands beside.
PLACES = {
    "home": "/",
    "list": "/breads/",
    "solution": "/breads/bagel/",
    "search": "/search/?q=bread",
}


def filled(options: Options, kind: str) -> Site | None:
    """Its site with its own content; None where there is no checkout."""
    if options.bakery is None or not options.peers:
        return None
    database = Database(kind, "bakery", options.data / f"{kind}-bakery", options.postgres)
    env = {
        "DJANGO_SETTINGS_MODULE": "benchmarks.peers.bakery.settings",
        "DJANGO_SECRET_KEY": sites.SECRET,
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": database.url,
        "VAR_DIR": str(database.folder),
    }
    application = Application(
        f"bakerydemo, {kind}",
        "bakerydemo.wsgi",
        env,
        options.bakery_python or sys.executable,
        options.bakery,
    )
    site = Site(database, application)
    if not database.is_filled():
        sites.fill(site, lambda: _fill(site))
    return site


def _fill(site: Site) -> None:
    site.database.make()
    site.run("manage.py", "migrate", "--verbosity", "0")
    site.run("manage.py", "load_initial_data")
    site.run("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
