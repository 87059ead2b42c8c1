"""A server that accepts and never answers, and processes of their own to try things in."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def silent_server():
    """Takes connections and never says a word; `silent_server.getsockname()[1]` is its port."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(64)
        server.settimeout(60)
        yield server


@pytest.fixture
def redis_that_hangs(silent_server):
    return f"redis://127.0.0.1:{silent_server.getsockname()[1]}/0"


def calls_that_reached(server: socket.socket) -> int:
    """How many connections were made to a silent server since this was last asked."""
    count = 0
    server.setblocking(False)
    while True:
        try:
            server.accept()[0].close()
        except BlockingIOError:
            return count
        count += 1


@pytest.fixture
def start_apart(tmp_path):
    """Start Python code in a process of its own, on a database of its own; gone with the test."""
    started: list[subprocess.Popen] = []

    def start(code: str, **environment: str) -> subprocess.Popen:
        inherited = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
        ready = (
            "import django, os\n"
            "os.environ['DJANGO_SETTINGS_MODULE'] = 'marketplace.config.settings'\n"
            "django.setup()\n"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", ready + code],
            cwd=ROOT,
            env={**inherited, "VAR_DIR": str(tmp_path), **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def run_apart(start_apart):
    """The same to its end; returns what it said."""

    def run(code: str, *, timeout: float = 60, **environment: str) -> subprocess.CompletedProcess:
        process = start_apart(code, **environment)
        said, complained = process.communicate(timeout=timeout)
        return subprocess.CompletedProcess(process.args, process.returncode, said, complained)

    return run
