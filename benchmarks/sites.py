"""Sites of given sizes, filled once and kept: ours, and the peers' beside it."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from benchmarks import cpu
from benchmarks.options import Options
from benchmarks.rounds import say
from benchmarks.servers import Application, environment

PREFIX = "proven_bench"
SECRET = "benchmark-only-" * 4
_reindexed: set[str] = set()  # in this run


@dataclass(frozen=True)
class Database:
    """A database of a kind under a name of its own; `url` is what DATABASE_URL takes."""

    kind: str
    name: str
    folder: Path
    postgres: str = ""

    @property
    def url(self) -> str:
        if self.kind == "sqlite":
            return f"sqlite:///{self.file}"
        return urlunsplit(urlsplit(self.postgres)._replace(path=f"/{PREFIX}_{self.name}"))

    @property
    def file(self) -> Path:
        return self.folder / "site.sqlite3"

    @property
    def marker(self) -> Path:
        """Written once it is filled: what it was filled with."""
        return self.folder / "filled.json"

    def is_filled(self) -> bool:
        return self.marker.exists() and self.is_there()

    def is_begun(self) -> bool:
        """Whether it was made, and perhaps filled in part."""
        return (self.folder / "begun").exists() and self.is_there()

    def is_there(self) -> bool:
        if self.kind == "sqlite":
            return self.file.exists()
        with psycopg.connect(self.postgres, autocommit=True) as server:
            asked = "SELECT 1 FROM pg_database WHERE datname = %s"
            return server.execute(asked, [f"{PREFIX}_{self.name}"]).fetchone() is not None

    def make(self, copied: Database | None = None) -> None:
        """Anew: empty, or a copy of another."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        if self.kind == "sqlite":
            if copied is not None:
                shutil.copy(copied.file, self.file)
            else:
                self.file.touch()
            (self.folder / "begun").touch()
            return
        template = f"TEMPLATE {PREFIX}_{copied.name}" if copied is not None else ""
        with psycopg.connect(self.postgres, autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {PREFIX}_{self.name} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {PREFIX}_{self.name} {template}")
        (self.folder / "begun").touch()

    def settle(self) -> None:
        """What PostgreSQL's autovacuum does within minutes; and SQLite's log into its file, so that
        the file is all there is to copy."""
        if self.kind == "postgresql":
            with psycopg.connect(self.url, autocommit=True) as database:
                database.execute("VACUUM (ANALYZE)")
        else:
            with closing(sqlite3.connect(self.file)) as database:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@dataclass(frozen=True)
class Site:
    """A filled database with what serves it."""

    database: Database
    application: Application
    size: int = 0

    @property
    def name(self) -> str:
        return self.database.name

    @property
    def kind(self) -> str:
        return self.database.kind

    @property
    def env(self) -> dict[str, str]:
        """For commands and probes beside the server, which need not log each page."""
        return self.application.env_on(8000) | {"LOG_LEVEL": "ERROR"}

    def run(self, *arguments: str) -> None:
        """A command in its environment; its words go where progress goes."""
        subprocess.run(
            [self.application.python, *arguments],
            env=environment(self.env),
            cwd=self.application.folder,
            stdout=sys.stderr,
            check=True,
        )


def ours(options: Options, kind: str, size: int) -> Site:
    """Our site with so many generated solutions, as a real site sets it up; not filled yet."""
    database = Database(
        kind, f"ours_{size}", options.data / f"{kind}-ours-{size}", options.postgres
    )
    env = {
        "DJANGO_SETTINGS_MODULE": "marketplace.config.settings",
        "DATABASE_URL": database.url,
        "VAR_DIR": str(database.folder),
        "SITE_URL": "http://127.0.0.1:{port}",
        "PORT": "{port}",
        "SECRET_KEY": SECRET,
        "DEMO": "0",
        "REDIS_URL": "",
        "EMAIL_URL": "filemail:",
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "INFO",
        "TRUSTED_PROXIES": "0",
        "WEB_CONCURRENCY": "1",
        "RATE_LIMITED": "0",  # all of the load comes from one address
    }
    return Site(database, Application(f"ours {kind} {size}", "marketplace.config.wsgi", env), size)


def on_elasticsearch(options: Options, site: Site) -> Site:
    """The same site, searched on a server; its index is made where there is none."""
    named = f"{site.application.name}, elasticsearch"
    env = site.application.env | {
        "ELASTICSEARCH_URL": options.elasticsearch,
        "ELASTICSEARCH_PREFIX": f"bench-{site.kind}-{site.size}",
    }
    found = replace(site, application=replace(site.application, name=named, env=env))
    found.run("-m", "benchmarks.probe", "fill_index")
    return found


def drawn_anew(application: Application) -> Application:
    """Ours, with nothing left for a request of what was drawn for earlier ones."""
    env = {**application.env, "DJANGO_SETTINGS_MODULE": "benchmarks.anew.settings"}
    return replace(application, name=f"{application.name}, drawn anew", env=env)


def filled_ours(options: Options, kind: str, sizes: Sequence[int]) -> list[Site]:
    """Sites of these sizes, filled where they are not kept from before; each begins as a copy of the
    next smaller one, which holds the same solutions."""
    found: list[Site] = []
    for size in sorted(sizes):
        site = ours(options, kind, size)
        if not site.database.is_filled():
            fill(site, partial(_fill_ours, site, found[-1] if found else None))
        site.run("-m", "benchmarks.probe", "refresh")
        if options.reindex and site.application.name not in _reindexed:
            say(f"{site.name} on {site.kind}: indexing anew")
            site.run("-m", "benchmarks.probe", "rebuild")
            site.database.settle()
            _reindexed.add(site.application.name)
        found.append(site)
    return found


def _fill_ours(site: Site, smaller: Site | None) -> None:
    """Goes on where an earlier run was broken off."""
    if not site.database.is_begun():
        site.database.make(smaller.database if smaller else None)
    site.run("manage.py", "migrate", "--verbosity", "0")
    site.run("manage.py", "createcachetable", "--verbosity", "0")
    site.run("manage.py", "setup_site")
    site.run("manage.py", "generate_solutions", str(site.size), "--on-this-real-site")
    site.run("-m", "benchmarks.probe", "recount")


def fill(site: Site, by: Callable[[], None]) -> None:
    """Fill a site and keep in mind that it is."""
    say(f"{site.name} on {site.kind}: filling")
    started = time.monotonic()
    by()
    site.database.settle()
    took = time.monotonic() - started
    site.database.marker.write_text(json.dumps({"size": site.size, "seconds": round(took)}))
    say(f"{site.name} on {site.kind}: filled in {took:.0f} s")


def kinds(options: Options) -> list[str]:
    """The kinds of database that can be measured here."""
    if "postgresql" in options.kinds and not options.postgres:
        say("PostgreSQL is left out: name a server with --postgres or DATABASE_URL")
    return [kind for kind in options.kinds if kind != "postgresql" or options.postgres]


def postmaster(options: Options) -> int:
    """The process of the PostgreSQL server; 0 where it is none of this machine's."""
    if not options.postgres:
        return 0
    with psycopg.connect(options.postgres) as server:
        row = server.execute("SELECT pg_backend_pid()").fetchone()
    return cpu.parent(int(row[0])) if row else 0


def spent(server: int, database: int, kind: str) -> float:
    """Processor seconds so far of a server, and of the database server where there is one."""
    return cpu.seconds(server) + (cpu.seconds(database) if kind == "postgresql" and database else 0)
