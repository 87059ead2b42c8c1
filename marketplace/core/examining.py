"""Looks at everything that the site stands on, at once and within two seconds, whatever hangs."""

from __future__ import annotations

import contextvars
import threading
import time
from concurrent.futures import Future, wait
from dataclasses import dataclass, field

from django.db import connections

from marketplace.core import registry
from marketplace.core.health import Finding, State

SECONDS = 2.0
SECONDS_FRESH = 1.0
SECONDS_STUCK = 30.0


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
    def state(self) -> State:
        """That of the site as a whole: the worst that was found."""
        found = {each.finding.state for each in self.checks}
        return next((each for each in (State.FAILING, State.DEGRADED) if each in found), State.OK)

    @property
    def ready(self) -> bool:
        """Whether visitors should be sent here: nothing fails, though something may be degraded."""
        return self.state != State.FAILING

    def of(self, name: str) -> Finding:
        """What the check of that name found. Raises KeyError."""
        return {each.name: each.finding for each in self.checks}[name]


def examine(seconds: float = SECONDS) -> Report:
    """Run every registered check side by side; returns after `seconds` at the latest.

    What has not answered that long after it began is reported as such and goes on in its thread.
    An answer serves whoever asks within a second, so that many who ask do not become many
    statements; one that is out serves whoever asks meanwhile. After half a minute it is given up
    and asked for once more, in case only that one connection was lost. So there are never more
    than two threads a check, however often somebody asks and however long something hangs.
    """
    looks = [_ask(health) for health in registry.healths]
    now = time.monotonic()
    # What was silent for so long already is not waited for again.
    awaited = [look for look in looks if look.began + seconds > now]
    until = max((look.began for look in awaited), default=now) + seconds
    wait([look.answer for look in awaited], timeout=until - now)
    return Report(
        tuple(
            look.answer.result() if look.answer.done() else _silent(look, seconds) for look in looks
        )
    )


@dataclass
class _Look:
    """A check that is under way or has answered. `given_up` is the answer of the one before it,
    where that never came."""

    health: registry.Health
    given_up: Future[Examined] | None = None
    answer: Future[Examined] = field(default_factory=Future)
    began: float = field(default_factory=time.monotonic)
    ended: float = 0.0

    @property
    def serves(self) -> bool:
        """Whether whoever asks now gets this one's answer, rather than that of a new one."""
        now = time.monotonic()
        if self.answer.done():
            return now - self.ended < SECONDS_FRESH
        another = self.given_up is None or self.given_up.done()
        return now - self.began < SECONDS_STUCK or not another


_lock = threading.Lock()
_looks: dict[registry.Health, _Look] = {}


def _ask(health: registry.Health) -> _Look:
    with _lock:
        last = _looks.get(health)
        if last is not None and last.serves:
            return last
        given_up = last.answer if last is not None and not last.answer.done() else None
        look = _Look(health, given_up)
        try:
            # In the context of whoever asks: what it logs carries the id of their request.
            threading.Thread(
                target=contextvars.copy_context().run,
                args=(_answer, look),
                name=f"health {health.name}",
                daemon=True,  # one that hangs for ever keeps no process from ending
            ).start()
        except RuntimeError:  # the system has no thread left; whoever asks next tries again
            finding = Finding(_at_worst(health), "Could not be looked at: no thread is left.")
            look.answer.set_result(Examined(health.name, finding, 0))
            return look
        _looks[health] = look
        return look


def _answer(look: _Look) -> None:
    health = look.health
    try:
        finding = health.check()
    except Exception as error:
        # Its message may quote an address with a password.
        finding = Finding(_at_worst(health), f"Does not work: {type(error).__name__}.")
    ms = _ms_since(look)
    try:
        connections.close_all()
    finally:
        look.ended = time.monotonic()
        look.answer.set_result(Examined(health.name, finding, ms))


def _silent(look: _Look, seconds: float) -> Examined:
    finding = Finding(_at_worst(look.health), f"No answer within {seconds:g} seconds.")
    return Examined(look.health.name, finding, _ms_since(look))


def _ms_since(look: _Look) -> int:
    return round((time.monotonic() - look.began) * 1000)


def _at_worst(health: registry.Health) -> State:
    return State.FAILING if health.vital else State.DEGRADED
