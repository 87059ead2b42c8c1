"""Due work without a broker: one thread in the web process, woken early when something changes."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time

from django.db import close_old_connections, connections

from marketplace.core import due_runs, registry, tracing

logger = logging.getLogger(__name__)

_nudged: set[str] = set()
_nudge = threading.Event()


def nudge(name: str) -> None:
    """Ask the runner of this process, if there is one, to do a piece of work now."""
    _nudged.add(name)
    _nudge.set()


def run_due(name: str) -> bool:
    """Do one registered piece of work; log what goes wrong and say whether it went well. When it
    began and how it ended is noted beside it."""
    work = registry.due_work.get(name)
    with tracing.within_work(name):
        close_old_connections()
        due_runs.note_start(name)
        started = time.monotonic()
        failure: Exception | None = None
        try:
            work.run()
        except Exception as error:
            failure = error
            logger.exception("Due work failed: %s", name)
        finally:
            close_old_connections()
        due_runs.note_end(name, failure)
        close_old_connections()
        if failure is None:
            ms = round((time.monotonic() - started) * 1000)
            logger.info("Due work done: %s", name, extra={"ms": ms})
    return failure is None


class Runner(threading.Thread):
    """Does each piece of due work at its interval, one after the other, until stopped."""

    def __init__(self) -> None:
        super().__init__(name="runner", daemon=True)
        self._stop_asked = threading.Event()
        self._next: dict[str, float] = {work.name: 0.0 for work in registry.due_work}

    def stop(self, timeout: float = 10) -> None:
        """Finish the piece at hand, then end; waits at most `timeout` seconds."""
        self._stop_asked.set()
        _nudge.set()
        self.join(timeout)

    def run(self) -> None:
        try:
            while not self._stop_asked.is_set():
                self._do_what_is_due()
                _nudge.wait(self._seconds_to_next())
                _nudge.clear()
        finally:
            connections.close_all()

    def _do_what_is_due(self) -> None:
        for work in registry.due_work:
            if self._stop_asked.is_set():
                return
            if work.name in _nudged or time.monotonic() >= self._next[work.name]:
                _nudged.discard(work.name)
                run_due(work.name)
                self._next[work.name] = time.monotonic() + work.every / dt.timedelta(seconds=1)

    def _seconds_to_next(self) -> float:
        soonest = min(self._next.values(), default=time.monotonic() + 60)
        return max(0.0, min(60.0, soonest - time.monotonic()))
