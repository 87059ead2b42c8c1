"""Web, worker and beat as a real site runs them: several of each, and asked cheaply how they are."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from marketplace.config import celery_alive, checks
from tests.config.processes import ROOT, Served, environment, free_port, manage

needs_redis = pytest.mark.skipif(not settings.REDIS_URL, reason="REDIS_URL is not set")
REAL = {"DEMO": "0", "SECRET_KEY": "k9" * 32}
HEALTHY = [sys.executable, "-I", str(ROOT / "marketplace" / "config" / "healthy.py")]


@pytest.mark.parametrize(
    ("processes", "broker", "right"),
    [(1, "", True), (1, "redis://r", True), (4, "redis://r", True), (4, "", False), (0, "", False)],
)
def test_more_than_one_web_process_needs_a_broker(settings, processes, broker, right):
    """Or each of them would run what is due, and remember pages of its own."""
    settings.WEB_CONCURRENCY, settings.REDIS_URL = processes, broker
    found = checks.web_processes()
    assert not found if right else (found[0].hint and f"is {processes}" in found[0].msg)


def test_serving_with_several_processes_and_no_broker_says_so_in_words(tmp_path):
    said = manage("serve", DEMO="1", VAR_DIR=str(tmp_path), WEB_CONCURRENCY="3")
    assert said.returncode != 0
    assert "WEB_CONCURRENCY is 3, and REDIS_URL is not set" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """What a site needs to serve, as the image sets it up, and what was said meanwhile."""
    folder = tmp_path_factory.mktemp("site")
    real = REAL | {"SITE_URL": "https://proven.example", "VAR_DIR": str(folder / "var")}
    said = manage("prepare", **real, STATIC_ROOT=str(folder / "static"))
    assert said.returncode == 0, said.stderr
    return folder, said.stdout


def test_prepare_makes_a_site_ready_and_serves_nothing(prepared):
    folder, said = prepared
    for step in ("database", "cache table", "pages", "first content"):
        assert f"  {step} ... " in said
    # The image brings its static files along: its root cannot be written.
    assert not list((folder / "static").iterdir())
    assert not (folder / "var" / "static").exists()


@pytest.mark.redis
@needs_redis
def test_several_web_processes_serve_and_end_together(prepared):
    told = {"REDIS_URL": settings.REDIS_URL, "WEB_CONCURRENCY": "2"}
    with Served(prepared[0] / "var", settings=told) as served:
        children = Path(f"/proc/{served._process.pid}/task/{served._process.pid}/children")
        until = time.monotonic() + 20  # the second may start while the first answers
        while len(children.read_text().split()) < 2 and time.monotonic() < until:
            time.sleep(0.1)
        assert len(children.read_text().split()) == 2
        with urllib.request.urlopen(f"http://localhost:{served.port}/", timeout=60) as home:
            assert home.status == 200
        assert served.end() == 0


def test_the_web_server_is_asked_whether_it_is_ready_by_its_own_name(prepared):
    port = free_port()
    site = {"SITE_URL": "https://proven.example", "PORT": str(port)}

    def asked(**changes: str) -> subprocess.CompletedProcess:
        told = environment(**site | changes)
        return subprocess.run(HEALTHY, env=told, capture_output=True, text=True)

    assert asked().returncode == 1
    assert "Not ready" in asked().stderr
    with Served(prepared[0] / "var", port=port, settings=REAL | site) as served:
        assert asked().returncode == 0, asked().stderr + served.said()
        assert asked(SITE_URL="https://somebody.else").returncode == 1


def test_a_file_is_touched_only_where_one_is_asked_for(settings, tmp_path):
    settings.ALIVE_FILE = ""
    celery_alive.touch()
    settings.ALIVE_FILE = str(tmp_path / "alive")
    celery_alive.touch()
    os.utime(settings.ALIVE_FILE, (0, 0))
    celery_alive.touch()
    assert time.time() - (tmp_path / "alive").stat().st_mtime < 60


@pytest.mark.redis
@needs_redis
@pytest.mark.parametrize("broker_is_there", [True, False])
@pytest.mark.parametrize("role", ["worker", "beat"])
def test_a_worker_and_beat_are_alive_while_the_broker_takes_their_messages(
    tmp_path, role, broker_is_there
):
    alive, log, nobody = tmp_path / "alive", tmp_path / "log", free_port()
    how = {"worker": ["--pool=solo"], "beat": [f"--schedule={tmp_path / 'schedule'}", "--pidfile="]}
    broker = settings.REDIS_URL if broker_is_there else f"redis://127.0.0.1:{nobody}/0"
    told = REAL | {
        "SITE_URL": "https://proven.example",
        "VAR_DIR": str(tmp_path),
        # Messages for a queue that no other worker of this machine listens to.
        "REDIS_URL": re.sub(r"/\d+$", "/13", broker),
        "ALIVE_FILE": str(alive),
    }
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "marketplace.config", role, *how[role]],
            cwd=ROOT,
            env=environment(**told),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        until = time.monotonic() + 120
        while not (alive.exists() if broker_is_there else "Connection refused" in log.read_text()):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.2)
    finally:
        process.kill()
        process.wait()
    assert alive.exists() is broker_is_there
