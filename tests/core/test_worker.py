"""With a broker: Celery's own processes do what is due, woken or not, whatever dies meanwhile."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from celery.beat import PersistentScheduler
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from kombu import Connection
from redis import Redis
from redis.exceptions import RedisError
from wagtail.models import Page, Revision

from cms.models import CaseStudyPage
from marketplace.config.celery import app as celery_app
from marketplace.core.examining import SECONDS, examine
from marketplace.core.health import State
from marketplace.core.models import DueRun
from marketplace.core.waking import wake
from tests.config.processes import free_port
from tests.core.conftest import ROOT
from tests.factories.catalogue import CaseStudyFactory

pytestmark = [
    pytest.mark.redis,
    pytest.mark.skipif(not settings.REDIS_URL, reason="REDIS_URL is not set"),
]
PATIENCE = 150  # seconds: more than twice the shortest interval
HEARTBEAT = 2  # seconds
PASSWORD = "pa55word-of-the-broker"


class Process:
    """A process with everything that it starts, and what it says."""

    def __init__(self, arguments: list[str], log: Path, **changes: str) -> None:
        self._log = log
        with log.open("w") as output:
            self._process = subprocess.Popen(
                arguments,
                cwd=ROOT,
                env={**os.environ, "LOG_FORMAT": "json", "LOG_LEVEL": "INFO", **changes},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        return self._log.read_text()

    def runs(self) -> bool:
        return self._process.poll() is None

    def suspend(self) -> None:
        """As one that hangs: it takes connections and answers nobody."""
        os.killpg(self._process.pid, signal.SIGSTOP)

    def kill(self) -> None:
        """As a machine that loses its power."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def end(self) -> None:
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(20)
        self.kill()


class Watched:
    """A process that is started again whenever it is seen to have ended, as `docker compose` does it."""

    def __init__(self, start: Callable[[], Process]) -> None:
        self._start = start
        self._lives = [start()]

    def said(self) -> str:
        return "".join(each.said() for each in self._lives)

    def runs(self) -> bool:
        if not self._lives[-1].runs():
            self._lives.append(self._start())
        return True


@pytest.fixture
def start(tmp_path):
    """Start a process; ended with the test."""
    started: list[Process] = []

    def start_one(*arguments: str, **changes: str) -> Process:
        process = Process([*arguments], tmp_path / f"{len(started)}.log", **changes)
        started.append(process)
        return process

    yield start_one
    for process in reversed(started):
        process.end()


@pytest.fixture
def celery(start, live_site):
    """Start one of Celery's own processes on the test's database."""

    def start_one(*arguments: str, **changes: str) -> Process:
        command = [sys.executable, "-m", "celery", "-A", "marketplace.config", *arguments]
        return start(*command, **{"DATABASE_URL": _address_of_the_test_database(), **changes})

    return start_one


def _address_of_the_test_database() -> str:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + name


@pytest.fixture
def notes(tmp_path):
    """Write the notes that beat keeps of when it last sent what: all of it just now, but for these
    pieces of work, which fall due in so many seconds. Returns their place."""

    def write(**due_in: float) -> str:
        place = str(tmp_path / "beat")
        scheduler = PersistentScheduler(app=celery_app, schedule_filename=place)
        for name, seconds in due_in.items():
            entry = scheduler.schedule[name]
            entry.last_run_at += dt.timedelta(seconds=seconds) - entry.schedule.run_every
        scheduler.close()
        return place

    return write


@pytest.fixture
def due_page(live_site):
    """A page that was to be published at a time that has come since."""
    page = CaseStudyFactory(live=False)
    page.go_live_at = timezone.now() - dt.timedelta(minutes=1)
    revision = page.save_revision()
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=page.go_live_at)
    return page


def wait_for(what: Callable[[], bool], *processes: Process | Watched) -> None:
    until = time.monotonic() + PATIENCE
    while not what():
        died = [each for each in processes if not each.runs()]
        if died or time.monotonic() > until:
            pytest.fail("\n".join(each.said() for each in processes))
        time.sleep(0.1)


def is_live(page: CaseStudyPage) -> bool:
    page.refresh_from_db(fields=["live"])
    return page.live


def test_a_worker_does_the_due_work_that_it_is_woken_for(celery, due_page):
    worker = celery("worker", "-c", "1")
    wake("publish_scheduled")
    wait_for(lambda: is_live(due_page), worker)


def test_beat_alone_has_done_what_falls_due(celery, due_page, notes):
    worker = celery("worker", "-c", "1")
    beat = celery("beat", "--schedule", notes(publish_scheduled=0))
    wait_for(lambda: is_live(due_page), worker, beat)
    wait_for(lambda: "Due work done" in worker.said(), worker)
    run = DueRun.objects.get(name="publish_scheduled")
    assert run.last_ok is not None
    assert run.last_error_kind == ""
    lines = worker.said().splitlines()
    (record,) = [json.loads(line) for line in lines if "Due work done: publish_scheduled" in line]
    assert record["work"] == "publish_scheduled"
    assert record["run_id"]


@pytest.fixture
def broker(start):
    """A broker of the test's own, to kill: its address, and what starts it, empty."""
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    port = free_port()
    address = f"redis://:{PASSWORD}@127.0.0.1:{port}/0"
    command = ["redis-server", "--port", str(port), "--save", "", "--bind", "127.0.0.1"]

    def start_it() -> Process:
        process = start(*command, "--requirepass", PASSWORD)
        wait_for(lambda: _answers(address), process)
        return process

    return address, start_it


def _answers(address: str) -> bool:
    with Redis.from_url(address) as redis, suppress(RedisError):
        return bool(redis.ping())
    return False


def test_what_a_worker_took_and_never_did_is_done_though_every_message_is_lost(
    celery, due_page, notes, broker
):
    address, start_broker = broker
    redis = start_broker()
    worker = celery("worker", "-c", "1", REDIS_URL=address)
    wait_for(lambda: "celery@" in worker.said(), worker)
    beat = celery("beat", "--schedule", notes(publish_scheduled=20), REDIS_URL=address)

    with transaction.atomic():  # so that whoever publishes the page has to wait
        Page.objects.select_for_update().get(pk=due_page.pk)
        with Connection(address) as woken:
            celery_app.send_task("core.run_due", ["publish_scheduled"], connection=woken)
        with Redis.from_url(address) as looking:
            wait_for(lambda: looking.hlen("unacked") == 1, worker, beat)
        worker.kill()
        redis.kill()
    assert not is_live(due_page)

    start_broker()
    worker = celery("worker", "-c", "1", REDIS_URL=address)
    wait_for(lambda: is_live(due_page), worker, beat)


def test_while_the_broker_is_away_neither_worker_nor_beat_looks_alive_and_all_who_ask_are_answered(
    celery, notes, broker, settings, tmp_path
):
    """It hangs in the middle of everything, then dies, and comes back."""
    address, start_broker = broker
    settings.REDIS_URL = address
    redis = start_broker()
    alive = {role: tmp_path / f"{role}-alive" for role in ("worker", "beat")}
    told = {role: {"REDIS_URL": address, "ALIVE_FILE": str(alive[role])} for role in alive}
    # One that loses the broker just as it answers for a message ends, for whoever watches it to start.
    worker = Watched(lambda: celery("worker", "-c", "1", **told["worker"]))
    schedule = notes(publish_scheduled=0, refresh_tools=25)
    beat = celery("beat", "--schedule", schedule, **told["beat"])
    wait_for(lambda: all(each.exists() for each in alive.values()), worker, beat)
    wait_for(lambda: "Due work done" in worker.said(), worker, beat)
    assert asked_for_the_broker() == State.OK

    redis.suspend()
    assert asked_for_the_broker() == State.DEGRADED
    redis.kill()
    assert asked_for_the_broker() == State.DEGRADED
    # Depending on what it was at, a worker tries again with a word in the log, without one, or ends.
    wait_for(lambda: looks_dead(*alive.values()), worker, beat)
    wait_for(lambda: "Message Error" in beat.said(), worker, beat)
    assert not [role for role in alive if alive[role].exists()]

    start_broker()
    wait_for(lambda: alive["worker"].exists(), worker, beat)
    assert asked_for_the_broker() == State.OK
    assert PASSWORD not in worker.said() + beat.said()


def looks_dead(*files: Path) -> bool:
    """Whether nobody touches any of them for three beats of a worker's heart."""
    for each in files:
        each.unlink(missing_ok=True)
    time.sleep(3 * HEARTBEAT)
    return not any(each.exists() for each in files)


def asked_for_the_broker() -> State:
    """What a look at the site finds of it, in the seconds that it has."""
    started = time.monotonic()
    found = examine().of("broker")
    # Of a busy machine nobody can promise more.
    assert time.monotonic() - started < 5 * SECONDS
    assert PASSWORD not in found.words
    return found.state
