"""The benchmarks still run. What they measure is for people to read: nothing of it is asserted."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.db import connection

from benchmarks import cpu, empty, load, rounds, servers
from benchmarks.anew.middleware import forgetting
from benchmarks.options import ROOT
from cms import kept
from tests.config.processes import environment, manage


def test_every_target_has_a_turn_in_every_round_and_another_begins():
    seen: list[str] = []
    turns = {name: lambda name=name: seen.append(name) for name in "abc"}
    rounds.interleaved(turns, 2, name="test")
    assert "".join(seen) == "abcbca"


def test_a_spread_has_the_middle_half():
    assert rounds.spread([4, 1, 2, 3, 5]) == rounds.Spread(3, 1, 5, (2, 4), 5)


def test_what_is_said_to_be_drawn_anew_is(monkeypatch, rf):
    monkeypatch.setattr(kept, "KEPT_FOR", kept.KEPT_FOR)  # which it changes
    drawn: list[int] = []

    def view(request):
        return kept.kept("what", 1, lambda: drawn.append(1) or "drawn")

    for number in (1, 2):
        assert forgetting(view)(rf.get("/")) == "drawn"
        assert len(drawn) == number


@pytest.mark.skipif(not shutil.which("wrk"), reason=load.MISSING)
def test_wrk_counts_what_a_server_answers_and_the_processor_time_is_seen():
    with servers.serving(empty.DJANGO, workers=1) as server:
        told = load.wrk(server.url("/"), seconds=1)
        assert told.requests > 0
        assert told.p50 <= told.p99
        assert cpu.seconds(server.pid) > 0
        with pytest.raises(load.NoLoad, match="failed"):
            load.wrk(server.url("/nowhere/"), seconds=1)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="begins with a copy of the test database")
def test_the_command_measures_and_keeps_tables_and_figures(tmp_path):
    # A copy spares the migrations, which take longer than all the rest.
    folder = tmp_path / "sqlite-ours-60"
    folder.mkdir()
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as ours,
        closing(sqlite3.connect(folder / "site.sqlite3")) as copy,
    ):
        ours.backup(copy)
    for marker in ("begun", "filled.json"):
        (folder / marker).write_text("{}")
    site = {"DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}", "VAR_DIR": str(folder)}
    made = manage("generate_solutions", "20", DEMO="1", **site)
    assert made.returncode == 0, made.stderr

    parts = ("weight", "search")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *parts, "--quick", "--data", str(tmp_path)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
    )

    assert done.returncode == 0, done.stderr
    assert "| solution |" in done.stdout
    found = json.loads((tmp_path / "results.json").read_text())
    assert found["parts"]["weight"]["figures"]["search: common + common"]["html"] > 0
    assert found["parts"]["search"]["figures"]["targets"]["ours sqlite 60"]["anew"]
    assert "## weight (quick" in (tmp_path / "results.md").read_text()
