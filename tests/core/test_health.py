"""Looking at what the site stands on: in time whatever hangs, telling no secret, and what is late."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Sequence

import pytest
from django.conf import settings as site
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from redis import Redis
from structlog.contextvars import bound_contextvars, get_contextvars

from marketplace.core import due_runs, examining, health_checks, registry, runner
from marketplace.core.clock import now
from marketplace.core.examining import examine
from marketplace.core.health import Finding, State, ago
from marketplace.core.models import DueRun
from marketplace.core.registry import DueWork, Health, Registry

WELL = Finding(State.OK, "Works.")
MINUTE = dt.timedelta(minutes=1)


def only_these(monkeypatch, name: str, things: Sequence[Health | DueWork]) -> None:
    """Let a registry hold these and nothing else."""
    held: Registry[Health | DueWork] = Registry(name, key=lambda thing: thing.name)
    for thing in things:
        held.register(thing)
    monkeypatch.setattr(registry, name, held)


@pytest.fixture
def registered(monkeypatch):
    """Let these be all that is looked at."""
    return lambda *healths: only_these(monkeypatch, "healths", healths)


@pytest.fixture
def due(monkeypatch):
    """Let these be all the work that falls due."""
    return lambda *works: only_these(monkeypatch, "due_work", works)


# In time, and without secrets ---------------------------------------------------------------------


def test_what_hangs_holds_nobody_up_and_is_asked_once_however_often_somebody_looks(registered):
    go_on, asked = threading.Event(), []

    def hangs() -> Finding:
        asked.append(1)
        go_on.wait(60)
        return WELL

    registered(Health("hung", hangs, vital=True), Health("sound", lambda: WELL))
    for _ in range(3):
        report = examine(seconds=0.2)
        assert report.of("hung") == Finding(State.FAILING, "No answer within 0.2 seconds.")
        assert report.of("sound") == WELL
        assert not report.ready
    assert len(asked) == 1
    go_on.set()
    assert examine(seconds=60).ready, "once it answers, it counts"


def test_what_was_silent_for_too_long_already_is_not_waited_for_again(registered):
    go_on = threading.Event()
    registered(Health("hung", lambda: go_on.wait(60) and WELL), Health("sound", lambda: WELL))
    examine(seconds=0.3)
    started = time.monotonic()
    for _ in range(100):
        assert examine(seconds=0.3).of("hung").state == State.DEGRADED
    assert time.monotonic() - started < 100 * 0.3
    go_on.set()


def test_what_hangs_is_given_up_and_asked_anew_once_and_no_more(registered, monkeypatch):
    """So that a lost connection is not waited for without end, and no thread piles up on another."""
    monkeypatch.setattr(examining, "SECONDS_STUCK", 0.2)
    lost, asked = threading.Event(), []

    def hangs() -> Finding:
        asked.append(1)
        lost.wait(60)
        return WELL

    registered(Health("hung", hangs))
    for _ in range(4):
        assert examine(seconds=0.3).of("hung") != WELL
    assert len(asked) == 2
    lost.set()
    assert examine(seconds=60).of("hung") == WELL


def test_what_comes_back_is_found_though_the_first_look_still_hangs(registered, monkeypatch):
    monkeypatch.setattr(examining, "SECONDS_STUCK", 0.2)
    go_on, asked = threading.Event(), []

    def hangs_once() -> Finding:
        asked.append(1)
        if len(asked) == 1:
            go_on.wait(60)
        return WELL

    registered(Health("back", hangs_once))
    assert examine(seconds=0.3).of("back") != WELL
    assert examine(seconds=60).of("back") == WELL
    go_on.set()


def test_many_who_ask_at_once_and_after_each_other_are_one_look_a_second(registered, monkeypatch):
    monkeypatch.setattr(examining, "SECONDS_FRESH", 60)
    asked: list[int] = []
    registered(Health("counted", lambda: asked.append(1) or WELL))
    askers = [threading.Thread(target=examine) for _ in range(20)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert examine().of("counted") == WELL
    assert len(asked) == 1
    monkeypatch.setattr(examining, "SECONDS_FRESH", 0)
    examine(seconds=60)
    assert len(asked) == 2


def test_a_system_without_threads_is_told_and_forgotten_once_it_has_some(registered, monkeypatch):
    def no_thread(self) -> None:
        raise RuntimeError("can't start new thread")

    registered(Health("sound", lambda: WELL, vital=True))
    with monkeypatch.context() as full:
        full.setattr(threading.Thread, "start", no_thread)
        report = examine()
    assert report.of("sound").words == "Could not be looked at: no thread is left."
    assert not report.ready
    assert examine(seconds=60).of("sound") == WELL


def test_what_a_check_logs_carries_the_id_of_the_request_that_asked(registered):
    def which() -> Finding:
        return Finding(State.OK, get_contextvars()["request_id"])

    registered(Health("asked", which))
    with bound_contextvars(request_id="abcdef0123456789"):
        assert examine(seconds=60).of("asked").words == "abcdef0123456789"


@pytest.mark.parametrize(("vital", "state"), [(True, State.FAILING), (False, State.DEGRADED)])
def test_only_what_the_site_cannot_serve_without_makes_it_unready(registered, vital, state):
    def breaks() -> Finding:
        raise ConnectionError("redis://:secret@cache.example:6379 is away")

    registered(Health("broken", breaks, vital))
    report = examine()
    assert report.of("broken") == Finding(state, "Does not work: ConnectionError.")
    assert report.ready is not vital


def test_every_slice_registers_what_it_stands_on():
    assert [health.name for health in registry.healths] == [
        "database", "migrations", "cache", "broker", "due work", "mail", "search", "search server",
    ]  # fmt: skip
    assert {health.name for health in registry.healths if health.vital} == {
        "database",
        "migrations",
    }


@pytest.mark.django_db
def test_a_site_that_was_set_up_is_ready_with_nothing_degraded(monkeypatch):
    # Nobody does what is due while tests run, however long they take.
    monkeypatch.setattr(health_checks, "_started", time.monotonic())
    report = examine(seconds=60)
    states = {each.name: each.finding.state for each in report.checks}
    assert set(states.values()) == {State.OK}, report


def test_a_span_is_told_in_the_unit_that_says_it():
    spans = (0, 1, 119, 120, 7_199, 7_200, 172_800)
    assert [ago(dt.timedelta(seconds=each)) for each in spans] == [
        "0 seconds", "1 second", "119 seconds", "2 minutes", "119 minutes", "2 hours", "2 days",
    ]  # fmt: skip


# Database, cache and broker -----------------------------------------------------------------------


@pytest.mark.django_db
def test_a_migration_that_is_not_applied_is_found_before_and_after_all_were(monkeypatch):
    last = ("core", "0003_due_runs")
    monkeypatch.setattr(health_checks, "_needed", None)
    recorder = MigrationRecorder(connection)
    for _ in range(2):
        recorder.record_unapplied(*last)
        found = health_checks.migrations()
        assert (found.state, found.figure) == (State.FAILING, 1)
        recorder.record_applied(*last)
        assert health_checks.migrations().state == State.OK


@pytest.mark.django_db
def test_a_site_without_its_cache_table_is_not_set_up():
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE durable_cache")
    found = health_checks.migrations()
    assert found.state == State.FAILING
    assert "manage.py createcachetable" in found.words


@pytest.fixture
def redis_at(settings):
    """Let cache and broker be at a port of this machine."""

    def use(port: int) -> None:
        settings.REDIS_URL = f"redis://:secret@127.0.0.1:{port}/0"
        fast = {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": settings.REDIS_URL,
            "OPTIONS": {"socket_timeout": 0.3, "socket_connect_timeout": 0.3},
        }
        settings.CACHES = {**settings.CACHES, "fast": fast}

    return use


@pytest.mark.parametrize("hangs", [True, False])
def test_a_redis_that_is_away_or_hangs_is_told_and_turns_nobody_away(
    redis_at, silent_server, registered, hangs
):
    redis_at(silent_server.getsockname()[1])
    if not hangs:
        silent_server.close()
    registered(
        *(Health(f"{name} {hangs}", getattr(health_checks, name)) for name in ("cache", "broker"))
    )
    report = examine(seconds=30)
    assert [each.finding.state for each in report.checks] == [State.DEGRADED] * 2
    assert report.ready
    for each in report.checks:
        assert "Does not answer" in each.finding.words
        assert "secret" not in each.finding.words


@pytest.mark.redis
@pytest.mark.skipif(not site.REDIS_URL, reason="REDIS_URL is not set")
def test_messages_that_nobody_takes_are_told(monkeypatch):
    assert health_checks.broker().state == State.OK
    assert health_checks.cache().words == "Keeps and gives back, in Redis."
    monkeypatch.setattr(health_checks, "MANY_MESSAGES", 1)
    with Redis.from_url(site.REDIS_URL) as redis:
        kept = redis.lrange("celery", 0, -1)
        try:
            redis.rpush("celery", "{}", "{}")
            found = health_checks.broker()
        finally:
            redis.delete("celery")
            if kept:
                redis.rpush("celery", *kept)
    assert found.state == State.DEGRADED
    assert "is a worker there?" in found.words


# Due work -----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_what_is_done_is_noted_with_when_and_how_it_ended(due):
    trouble: list[Exception] = []

    def work() -> None:
        if trouble:
            raise trouble.pop()

    due(DueWork("piece", work, MINUTE))
    before = now()
    assert runner.run_due("piece")
    run = DueRun.objects.get(name="piece")
    assert before <= run.last_started <= run.last_ok == run.last_finished <= now()
    assert run.last_error_kind == ""

    trouble.append(LookupError("somebody@council.example"))
    assert not runner.run_due("piece")
    failed = DueRun.objects.get(name="piece")
    assert failed.last_ok == run.last_ok < failed.last_started <= failed.last_finished
    assert failed.last_error_kind == "LookupError"

    assert runner.run_due("piece")
    assert DueRun.objects.get(name="piece").last_error_kind == ""


def test_work_is_done_though_it_cannot_be_noted(due, caplog):
    """No test may use the database that does not say so: noting fails here."""
    done = []
    due(DueWork("piece", lambda: done.append(1), MINUTE))
    thread = threading.Thread(target=runner.run_due, args=["piece"])
    thread.start()
    thread.join()
    assert done == [1]
    assert "Could not note when piece was done" in caplog.text


@pytest.mark.django_db
def test_work_that_nobody_does_is_late_after_three_intervals_and_a_minute(due):
    due(DueWork("often", print, MINUTE), DueWork("seldom", print, dt.timedelta(hours=1)))
    moment = now()
    hour = dt.timedelta(hours=1)
    DueRun.objects.create(name="seldom", last_ok=moment - hour)
    often = DueRun.objects.create(name="often", last_ok=moment - 4 * MINUTE)

    def late() -> list[str]:
        found = due_runs.standing(moment, since_start=hour)
        return [each.name for each in found if each.late]

    assert late() == []
    often.last_ok -= dt.timedelta(seconds=1)
    often.last_error_kind = "OSError"
    often.save()
    assert late() == ["often"]
    found = health_checks.due_work()
    assert found.state == State.DEGRADED
    assert found.words.startswith("Late: often. It failed: OSError.")
    assert found.figure >= 241


@pytest.mark.django_db
def test_who_looks_after_the_site_reads_what_is_at_hand_and_what_took_longest(due):
    due(*(DueWork(name, print, MINUTE) for name in ("quick", "long_one", "hung")))
    moment, second = now(), dt.timedelta(seconds=1)
    for name, began, ended in (
        ("quick", 30 * second, 29.9 * second),
        ("long_one", 50 * second, 10 * second),
        # An end before its beginning is that of the time before.
        ("hung", 10 * MINUTE, 11 * MINUTE),
    ):
        DueRun.objects.create(
            name=name, last_ok=moment, last_started=moment - began, last_finished=moment - ended
        )
    found = health_checks.due_work()
    assert found.state == State.OK
    assert "Begun and not ended: hung (10 minutes)." in found.words
    assert "Took longest: long one, 40 seconds." in found.words
    DueRun.objects.update(last_started=moment - second / 10, last_finished=moment)
    words = health_checks.due_work().words
    assert "not ended" not in words
    assert "Took longest" not in words, "nothing that anyone waits for"


@pytest.mark.django_db
def test_work_that_was_never_done_is_late_by_how_long_there_was_somebody_to_do_it(due):
    due(DueWork("new", print, MINUTE))
    (young,) = due_runs.standing(now(), since_start=MINUTE)
    (old,) = due_runs.standing(now(), since_start=5 * MINUTE)
    assert (young.late, old.late) == (False, True)
