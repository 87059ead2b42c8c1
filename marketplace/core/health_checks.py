"""What core looks at: database, migrations, cache, broker, and whether due work is done in time."""

from __future__ import annotations

import datetime as dt
import time
import uuid

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from marketplace.core import clock, due_runs
from marketplace.core.health import Finding, State, ago

SECONDS_FOR_THE_BROKER = 1.0
MANY_MESSAGES = 1_000

_started = time.monotonic()
_needed: frozenset[tuple[str, str]] | None = None


def database() -> Finding:
    started = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    ms = round((time.monotonic() - started) * 1000, 1)
    return Finding(State.OK, f"Answers ({connection.vendor}).", ms, "ms")


def migrations() -> Finding:
    """Whether the database is as this code needs it: its migrations, and the cache's table, which
    none of them makes."""
    missing = len(_missing())
    if missing:
        return Finding(
            State.FAILING, "Some are not applied: run manage.py migrate.", missing, "missing"
        )
    if settings.CACHES["durable"]["LOCATION"] not in connection.introspection.table_names():
        return Finding(State.FAILING, "No table for the cache: run manage.py createcachetable.")
    return Finding(State.OK, "All are applied.")


def _missing() -> set[tuple[str, str]]:
    """Reading every migration takes a second, so what was once found whole is kept: the code of a
    process does not change, the database beneath it may."""
    global _needed
    if _needed is None:
        loader = MigrationLoader(connection)
        needed = frozenset(loader.graph.nodes)
        missing = needed - set(loader.applied_migrations)
        if not missing:
            _needed = needed
        return set(missing)
    return set(_needed - set(MigrationRecorder(connection).applied_migrations()))


def cache() -> Finding:
    """The fast one behind the routing cache, which would hide that it is away."""
    key = f"health:{uuid.uuid4().hex}"
    fast = caches["fast"]
    started = time.monotonic()
    try:
        fast.set(key, 1, 10)
        kept = fast.get(key)
        fast.delete(key)
    except Exception as error:
        return Finding(
            State.DEGRADED,
            f"Does not answer ({type(error).__name__}): pages are made without it, more slowly.",
        )
    ms = round((time.monotonic() - started) * 1000, 1)
    if kept != 1:
        return Finding(State.DEGRADED, "Does not keep what it is given: it may be full.", ms, "ms")
    where = "Redis" if settings.REDIS_URL else "the memory of this process"
    return Finding(State.OK, f"Keeps and gives back, in {where}.", ms, "ms")


def broker() -> Finding:
    """The queue of messages. It loses nothing by being away: the database says what is due."""
    if not settings.REDIS_URL:
        return Finding(State.OK, "None is set: the web process does what is due.")
    from redis import Redis, backoff, retry  # noqa: PLC0415 - only a site with a broker loads it

    patience = SECONDS_FOR_THE_BROKER
    try:
        with Redis.from_url(
            settings.REDIS_URL,
            socket_timeout=patience,
            socket_connect_timeout=patience,
            retry=retry.Retry(backoff.NoBackoff(), 0),
        ) as redis:
            waiting = int(redis.llen("celery"))
    except Exception as error:
        return Finding(
            State.DEGRADED,
            f"Does not answer ({type(error).__name__}): what is due waits until it is back.",
        )
    if waiting > MANY_MESSAGES:
        return Finding(State.DEGRADED, "Messages pile up: is a worker there?", waiting, "messages")
    return Finding(State.OK, "Answers.", waiting, "messages")


def due_work() -> Finding:
    """Whether somebody does what is due, what is at hand and what takes longest. How long ago
    something was done well is counted from the start of this process where it never was."""
    up = dt.timedelta(seconds=time.monotonic() - _started)
    standing = due_runs.standing(clock.now(), since_start=up)
    late = [each for each in standing if each.late]
    if late:
        worst = max(late, key=lambda each: each.waits)
        why = f" It failed: {worst.error_kind}." if worst.error_kind else ""
        return Finding(
            State.DEGRADED,
            f"Late: {', '.join(_plain(each.name) for each in late)}.{why}"
            f" Is a runner, or a worker and beat, there?{_at_hand(standing)}",
            round(worst.waits.total_seconds()),
            "seconds",
        )
    oldest = max(standing, key=lambda each: each.waits, default=None)
    if oldest is None:
        return Finding(State.OK, "Nothing ever falls due.")
    return Finding(
        State.OK,
        f"In time. Longest ago: {_plain(oldest.name)}.{_at_hand(standing)}",
        round(oldest.waits.total_seconds()),
        "seconds",
    )


def _at_hand(standing: list[due_runs.Standing]) -> str:
    """What was begun and has not ended, and what took longest where that was a second or more."""
    begun = [
        f"{_plain(each.name)} ({ago(each.runs)})" for each in standing if each.runs is not None
    ]
    words = f" Begun and not ended: {', '.join(begun)}." if begun else ""
    ended = ((each.took, each.name) for each in standing if each.took is not None)
    took, slowest = max(ended, default=(dt.timedelta(), ""))
    if took >= dt.timedelta(seconds=1):
        words += f" Took longest: {_plain(slowest)}, {ago(took)}."
    return words


def _plain(name: str) -> str:
    return name.replace("_", " ")
