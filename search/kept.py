"""What a process keeps until something that can be found changes, or the day does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from marketplace.core import clock

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Halves(Generic[K, V]):
    """Values of one number and day, in two halves: where there is no more room, those go that nobody
    has asked for since the last time."""

    def __init__(self, most: int, version: int, day: dt.date) -> None:
        self.version, self.day = version, day
        self._half = most // 2
        self.late: dict[K, V] = {}
        self.early: dict[K, V] = {}

    def __len__(self) -> int:
        return len(self.early) + len(self.late)

    def get(self, key: K) -> V | None:
        value = self.late.get(key)
        if value is None and (value := self.early.get(key)) is not None:
            self.put(key, value)
        return value

    def put(self, key: K, value: V) -> None:
        if len(self.late) >= self._half:
            self.early, self.late = self.late, {}
        self.late[key] = value


class Kept(Generic[K, V]):
    """Values under the number that is another after each change of what can be found: read it before
    what is to be kept. `most()` is how many there may be."""

    def __init__(self, most: Callable[[], int]) -> None:
        self._most = most
        self._held: Halves[K, V] | None = None

    def under(self, version: int) -> Halves[K, V]:
        """Those of that number and this day; what there was of another is forgotten."""
        held, today = self._held, clock.today()
        if held is None or (held.version, held.day) != (version, today):
            held = self._held = Halves(self._most(), version, today)
        return held

    def forget(self) -> None:
        """Keep nothing of what was."""
        self._held = None
