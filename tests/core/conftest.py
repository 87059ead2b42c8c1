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
        server.settimeout(10)
        yield server


@pytest.fixture
def redis_that_hangs(silent_server):
    return f"redis://127.0.0.1:{silent_server.getsockname()[1]}/0"


@pytest.fixture
def run_apart(tmp_path):
    """Run Python code in a process of its own, on a database of its own; returns what it said."""

    def run(code: str, *, timeout: float = 60, **environment: str) -> subprocess.CompletedProcess:
        inherited = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
        started = (
            "import django, os\n"
            "os.environ['DJANGO_SETTINGS_MODULE'] = 'marketplace.config.settings'\n"
            "django.setup()\n"
        )
        return subprocess.run(
            [sys.executable, "-c", started + code],
            cwd=ROOT,
            env={**inherited, "VAR_DIR": str(tmp_path), **environment},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    return run
