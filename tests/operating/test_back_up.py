"""The back-up of docs/operating.md, as written there, brings a lost site back whole."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from tests.config.processes import Served, manage
from tests.operating import page, site_to_lose

ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
ADDRESS = os.environ.get("DATABASE_URL", "")


@pytest.fixture
def two_databases():
    """The addresses of two empty databases on the server that DATABASE_URL leads to."""
    names = [f"proven_{uuid.uuid4().hex[:12]}" for _ in range(2)]
    with psycopg.connect(ADDRESS, autocommit=True) as server:
        for name in names:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield [urllib.parse.urlsplit(ADDRESS)._replace(path=f"/{name}").geturl() for name in names]
        for name in names:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _chain_of_events(**site: str) -> str:
    """What is said of the log of events, its head among it."""
    said = manage("check_events", **site)
    assert said.returncode == 0, said.stdout + said.stderr
    return said.stdout


def _answers(var: Path, **told: str) -> None:
    """A server on what was restored finds the page and hands out the files."""
    with Served(var, settings=told) as served:

        def get(path: str) -> bytes:
            address = f"http://localhost:{served.port}{path}"
            with urllib.request.urlopen(address, timeout=60) as answer:
                return answer.read()

        asked = urllib.parse.quote(site_to_lose.WORDS)
        assert b"a-heron" in get(f"/search/?q={asked}")
        (document,) = (var / "media" / "documents").glob("minutes*.pdf")
        assert get(f"/documents/1/{document.name}") == site_to_lose.DOCUMENT
        (rendition,) = (var / "media" / "images").glob("*.width-20.*")
        assert get(f"/media/images/{rendition.name}") == rendition.read_bytes()


@pytest.mark.postgresql
@pytest.mark.skipif(not ON_POSTGRESQL, reason="DATABASE_URL does not lead to PostgreSQL")
@pytest.mark.skipif(not shutil.which("pg_dump"), reason="there is no pg_dump on the path")
def test_what_is_restored_on_postgresql_is_what_was_backed_up(two_databases, tmp_path):
    var, other_var, backup = tmp_path / "var", tmp_path / "other", tmp_path / "backup"
    site = {"DEMO": "1", "DATABASE_URL": two_databases[0], "VAR_DIR": str(var), "PORT": "8000"}
    restored = site | {"DATABASE_URL": two_databases[1], "VAR_DIR": str(other_var)}
    site_to_lose.make(**site)
    rows = site_to_lose.rows_of_postgresql(site["DATABASE_URL"])
    files, chain = site_to_lose.files_of(var), _chain_of_events(**site)

    said = page.run("without Compose", "back up", **site, BACKUP=str(backup))
    assert said.returncode == 0, said.stderr
    shutil.rmtree(var)
    said = page.run("without Compose", "restore", **restored, BACKUP=str(backup))
    assert said.returncode == 0, said.stdout + said.stderr
    assert "; 0 are apart." in said.stdout

    assert site_to_lose.files_of(other_var) == files
    assert len(files) >= 3, "a document, a picture and its rendition"
    after = site_to_lose.rows_of_postgresql(restored["DATABASE_URL"])
    assert {name for name in rows | after if rows.get(name) != after.get(name)} == set()
    for full in ("cms_evidence", "core_eventseal", "search_listing", "wagtaildocs_document"):
        assert rows[full][0], f"{full} had something to lose"
    assert _chain_of_events(**restored) == chain
    _answers(other_var, DATABASE_URL=restored["DATABASE_URL"])


@pytest.mark.postgresql
@pytest.mark.skipif(not ON_POSTGRESQL, reason="DATABASE_URL does not lead to PostgreSQL")
@pytest.mark.skipif(not shutil.which("pg_dump"), reason="there is no pg_dump on the path")
def test_a_damaged_back_up_is_refused_before_anything_is_restored(two_databases, tmp_path):
    backup = tmp_path / "backup"
    site = {"DEMO": "1", "DATABASE_URL": two_databases[0], "VAR_DIR": str(tmp_path / "var")}
    assert page.run("without Compose", "back up", **site, BACKUP=str(backup)).returncode == 0
    dump = backup / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-1] + b"?")
    said = page.run("without Compose", "restore", **site, BACKUP=str(backup))
    assert said.returncode != 0
    assert "database.dump: FAILED" in said.stdout
    assert site_to_lose.rows_of_postgresql(site["DATABASE_URL"]) == {}


@pytest.mark.skipif(ON_POSTGRESQL, reason="runs on the embedded default")
def test_what_is_restored_on_sqlite_is_what_was_backed_up(tmp_path):
    var, other_var, backup = tmp_path / "var", tmp_path / "other", tmp_path / "backup"
    site = {"DEMO": "1", "VAR_DIR": str(var), "PORT": "8000"}
    site_to_lose.make(**site)
    files, chain = site_to_lose.files_of(var), _chain_of_events(**site)

    said = page.run("without Compose", "back up SQLite", **site, BACKUP=str(backup))
    assert said.returncode == 0, said.stderr
    rows = site_to_lose.rows_of_sqlite(var / "proven.sqlite3")
    shutil.rmtree(var)
    restored = site | {"VAR_DIR": str(other_var)}
    said = page.run("without Compose", "restore SQLite", **restored, BACKUP=str(backup))
    assert said.returncode == 0, said.stdout + said.stderr
    assert "; 0 are apart." in said.stdout

    assert site_to_lose.files_of(other_var) == files
    assert site_to_lose.rows_of_sqlite(other_var / "proven.sqlite3") == rows
    assert _chain_of_events(**restored) == chain
    _answers(other_var)


@pytest.mark.skipif(ON_POSTGRESQL, reason="runs on the embedded default")
def test_a_damaged_back_up_of_sqlite_leaves_the_site_as_it_is(tmp_path):
    var, backup = tmp_path / "var", tmp_path / "backup"
    _sqlite_of_one_row(var)
    site = {"DEMO": "1", "VAR_DIR": str(var), "BACKUP": str(backup)}
    said = page.run("without Compose", "back up SQLite", **site)
    assert said.returncode == 0, said.stderr
    archive = backup / "media.tar.gz"
    archive.write_bytes(archive.read_bytes()[:-1] + b"?")
    rows = site_to_lose.rows_of_sqlite(var / "proven.sqlite3")
    said = page.run("without Compose", "restore SQLite", **site)
    assert said.returncode != 0
    assert "media.tar.gz: FAILED" in said.stdout
    assert site_to_lose.rows_of_sqlite(var / "proven.sqlite3") == rows


def test_a_folder_without_a_site_is_not_backed_up_as_an_empty_one(tmp_path):
    wrong, backup = tmp_path / "wrong", tmp_path / "backup"
    wrong.mkdir()
    said = page.run("without Compose", "back up SQLite", VAR_DIR=str(wrong), BACKUP=str(backup))
    assert said.returncode != 0
    assert "proven.sqlite3': No such file" in said.stderr
    assert not backup.exists()
    assert not list(wrong.iterdir()), "nothing was made where somebody only looked"


def test_a_database_that_is_backed_up_is_opened_to_read_alone(tmp_path):
    """Or one whose disk is not there would be made anew, and kept as an empty site."""
    var, elsewhere, backup = tmp_path / "var", tmp_path / "elsewhere.sqlite3", tmp_path / "backup"
    var.mkdir()
    (var / "proven.sqlite3").symlink_to(elsewhere)
    said = page.run("without Compose", "back up SQLite", VAR_DIR=str(var), BACKUP=str(backup))
    assert said.returncode != 0
    assert "unable to open database file" in said.stderr
    assert not elsewhere.exists()
    assert not (backup / "SHA256SUMS").exists()


@pytest.mark.parametrize("mark", ["back up", "restore", "back up SQLite", "restore SQLite"])
def test_nothing_is_done_where_it_was_not_said_with_what(mark, tmp_path):
    """An empty name would mean the root of the machine."""
    said = page.run(mark, folder=tmp_path, HOME=str(tmp_path))
    assert said.returncode != 0
    assert "is not set" in said.stderr
    assert not list(tmp_path.iterdir())


def _sqlite_of_one_row(var: Path) -> None:
    (var / "media").mkdir(parents=True)
    with sqlite3.connect(var / "proven.sqlite3") as database:
        database.execute("CREATE TABLE kept (words)")
        database.execute("INSERT INTO kept VALUES ('heron')")


def test_a_back_up_is_for_nobody_else_to_read():
    for mark in ("back up", "back up SQLite"):
        assert re.search(r'chmod 700 "\$BACKUP"', page.commands(mark))


def test_the_database_goes_before_the_files():
    """Rows point at files: the other way round, a row could come without its file."""
    for mark, copied in (("back up", "pg_dump"), ("back up SQLite", ".backup(")):
        block = page.commands(mark)
        assert block.index(copied) < block.index("media.tar.gz")
