"""Answers to searches without words, kept in a process until something that can be found changes:
they count everything there is, and most people begin with one of a few."""

from __future__ import annotations

import time
from collections.abc import Callable

from search import engines
from search.addresses import Asked
from search.engines.base import ResultPage
from search.kept import Kept

MOST = 200  # of some 40 kB each
SECONDS = 60.0  # at the longest, for what was mended without a word

_kept: Kept[str, tuple[float, ResultPage]] = Kept(lambda: MOST)


def answered(asked: Asked, version: int, ask: Callable[[], ResultPage]) -> ResultPage:
    """What `ask` answers, or has answered under this number (0: none). Only of the database engine,
    which holds in the same transaction what the number tells of; another one lags behind it."""
    if asked.reading or not version:
        return ask()
    kept, now = _kept.under(version), time.monotonic()
    held = kept.get(asked.encoded)
    if held is not None and now < held[0]:
        return held[1]
    answer = ask()
    if answer.engine == engines.database.name:
        kept.put(asked.encoded, (now + SECONDS, answer))
    return answer


forget = _kept.forget
