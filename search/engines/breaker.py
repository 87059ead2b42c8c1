"""A circuit breaker: after a few failures in a row nobody is kept waiting for what does not answer, and
from time to time one tries again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

FAILURES = 2  # in a row, before it opens
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 30.0  # seconds; each failed try doubles the pause


@dataclass
class Breaker:
    """One for a process. `now` gives seconds that only go up."""

    now: Callable[[], float] = time.monotonic
    _failures: int = 0
    _opened_until: float = 0.0
    _pause: float = FIRST_PAUSE
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_open(self) -> bool:
        """Whether it has failed too often to be asked."""
        return self._failures >= FAILURES

    def may_ask(self) -> bool:
        """Whether to ask now. Where it is open, one caller a pause is let through to try."""
        with self._lock:
            if not self.is_open:
                return True
            if self.now() < self._opened_until:
                return False
            self._opened_until = self.now() + self._pause  # the others wait for this one
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failures, self._pause = 0, FIRST_PAUSE

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures == FAILURES:
                self._pause = FIRST_PAUSE
            elif self._failures > FAILURES:
                self._pause = min(self._pause * 2, LONGEST_PAUSE)
            if self.is_open:
                self._opened_until = self.now() + self._pause
