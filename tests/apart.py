"""Tests run side by side, each process in a folder of its own; and none in a Redis database that
holds anything: each empties the one that it is given.

Loaded as a plugin, so that the environment is ready before the settings read it."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import environ
import pytest

ROOT = Path(__file__).resolve().parents[1]
# Of the 16 that a Redis has: 0 is that of a site, 13 is where Celery's messages are tried out.
ALONE = 15
MOST_SIDE_BY_SIDE = 12


def redis_of(process: str, address: str) -> str:
    """The address of the database for a process: `process` is what pytest-xdist calls a worker
    (gw0, gw1 …), or "" for tests that run alone. Raises UsageError where there is none."""
    number = 1 + int(process.removeprefix("gw")) if process else ALONE
    if process and number > MOST_SIDE_BY_SIDE:
        raise pytest.UsageError(_too_many(number))
    parts = urlsplit(address)
    if parts.scheme not in ("redis", "rediss"):
        raise pytest.UsageError(
            "Tests empty a Redis database of their own, and know how to name one only in an "
            f"address with redis:// or rediss://. REDIS_URL begins with {parts.scheme}://"
        )
    # A number behind the question mark would win.
    others = urlencode([pair for pair in parse_qsl(parts.query) if pair[0] != "db"])
    return urlunsplit(parts._replace(path=f"/{number}", query=others))


def _too_many(processes: int) -> str:
    return (
        f"With REDIS_URL, at most {MOST_SIDE_BY_SIDE} processes can test side by side, not "
        f"{processes}: each has a Redis database of its own, and a Redis has 16."
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config, specs):
    """Say so before the processes start: one that fails as it starts says it less plainly."""
    if os.environ.get("REDIS_URL") and len(specs) > MOST_SIDE_BY_SIDE:
        raise pytest.UsageError(_too_many(len(specs)))


def _keep_apart(process: str) -> None:
    environ.Env.read_env(ROOT / ".env")
    if process:
        var = Path(os.environ.get("VAR_DIR") or ROOT / "var")
        os.environ["VAR_DIR"] = str(var / "tests" / process)
    if address := os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = redis_of(process, address)


_keep_apart(os.environ.get("PYTEST_XDIST_WORKER", ""))
