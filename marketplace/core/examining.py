"""Looks at everything that the site stands on, at once and within two seconds, whatever hangs."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, wait
from dataclasses import dataclass

from django.db import connections

from marketplace.core import registry
from marketplace.core.health import Finding, State

SECONDS = 2.0


@dataclass(frozen=True)
class Examined:
    """One check, what it found and how long that took in milliseconds."""

    name: str
    finding: Finding
    ms: int


@dataclass(frozen=True)
class Report:
    """What all checks found, in the order in which they registered."""

    checks: tuple[Examined, ...]

    @property
    def ready(self) -> bool:
        """Whether visitors should be sent here: nothing fails, though something may be degraded."""
        return all(each.finding.state != State.FAILING for each in self.checks)

    def of(self, name: str) -> Finding:
        """What the check of that name found. Raises KeyError."""
        return {each.name: each.finding for each in self.checks}[name]


def examine(seconds: float = SECONDS) -> Report:
    """Run every registered check side by side; returns after `seconds` at the latest.

    What has not answered by then is reported as such and goes on in its thread. Whoever asks
    meanwhile waits for that same answer, so that there is never more than one thread a check,
    however often somebody asks and however long something hangs.
    """
    until = time.monotonic() + seconds
    asked = [(health, _ask(health)) for health in registry.healths]
    wait([future for _, future in asked], timeout=max(0.0, until - time.monotonic()))
    return Report(
        tuple(
            future.result() if future.done() else _silent(health, seconds)
            for health, future in asked
        )
    )


_lock = threading.Lock()
_under_way: dict[str, Future[Examined]] = {}


def _ask(health: registry.Health) -> Future[Examined]:
    with _lock:
        future = _under_way.get(health.name)
        if future is None or future.done():
            future = _under_way[health.name] = Future()
            # Daemons: one that hangs for ever keeps no process from ending.
            threading.Thread(
                target=_answer, args=(health, future), name=f"health {health.name}", daemon=True
            ).start()
        return future


def _answer(health: registry.Health, future: Future[Examined]) -> None:
    started = time.monotonic()
    try:
        finding = health.check()
    except Exception as error:
        # Its message may quote an address with a password.
        finding = Finding(_at_worst(health), f"Does not work: {type(error).__name__}.")
    ms = round((time.monotonic() - started) * 1000)
    try:
        connections.close_all()
    finally:
        future.set_result(Examined(health.name, finding, ms))


def _silent(health: registry.Health, seconds: float) -> Examined:
    finding = Finding(_at_worst(health), f"No answer within {seconds:g} seconds.")
    return Examined(health.name, finding, round(seconds * 1000))


def _at_worst(health: registry.Health) -> State:
    return State.FAILING if health.vital else State.DEGRADED
