"""The upgrade of docs/operating.md, as written there, goes on only where all before it went well."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.operating import page

# In place of docker and git, whose work would take a machine of its own: writes down what it was
# asked for, and fails at what it was told to fail at.
STAND_IN = """#!/bin/sh
said="$(basename "$0") $*"
echo "$said" >> "$ASKED"
case "$said" in "$FAILS_AT"*) exit 1;; esac
"""
STEPS = [
    "docker tag",
    "git pull",
    "docker compose build",
    "docker compose stop",
    "docker compose run",
    "docker compose up",
]


def _upgrade(folder: Path, fails_at: str = "nothing") -> tuple[int, list[str]]:
    for name in ("docker", "git"):
        (folder / name).write_text(STAND_IN)
        (folder / name).chmod(0o755)
    asked = folder / "asked"
    said = page.run("upgrade", PATH=f"{folder}:/usr/bin:/bin", ASKED=str(asked), FAILS_AT=fails_at)
    return said.returncode, asked.read_text().splitlines()


def test_nothing_that_knows_the_old_tables_runs_while_they_change(tmp_path):
    code, asked = _upgrade(tmp_path)
    assert code == 0
    assert [line.startswith(step) for line, step in zip(asked, STEPS, strict=True)] == [True] * 6
    stopped, changes, started = asked[3:]
    assert changes.split()[-1] == "setup"
    for name in ("web", "worker", "beat"):
        assert name in stopped.split()
        assert name in started.split()


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_keeps_the_rest_from_running(tmp_path, step):
    code, asked = _upgrade(tmp_path, fails_at=step)
    assert code != 0
    assert len(asked) == STEPS.index(step) + 1
