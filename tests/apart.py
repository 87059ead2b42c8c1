"""Tests run side by side, each process in a folder and a Redis database of its own.

Loaded as a plugin, so that the environment is ready before the settings read it."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import environ

ROOT = Path(__file__).resolve().parents[1]


def _keep_apart(process: str) -> None:
    """`process` is what pytest-xdist calls a worker: gw0, gw1 …"""
    environ.Env.read_env(ROOT / ".env")
    var = Path(os.environ.get("VAR_DIR") or ROOT / "var")
    os.environ["VAR_DIR"] = str(var / "tests" / process)
    if redis := os.environ.get("REDIS_URL"):
        number = 1 + int(process.removeprefix("gw"))
        os.environ["REDIS_URL"] = urlunsplit(urlsplit(redis)._replace(path=f"/{number}"))


if "PYTEST_XDIST_WORKER" in os.environ:
    _keep_apart(os.environ["PYTEST_XDIST_WORKER"])
