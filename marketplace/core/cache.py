"""One cache for Django that routes its keys, so that losing Redis opens no door and breaks no page."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

logger = logging.getLogger(__name__)

# Limits of signing in, and codes that were used once and do not work again.
DURABLE_PREFIXES = ("allauth:", "allauth.")

# After a failure "fast" is left alone for so long, or each key of a page would wait for a time-out.
SECONDS_OF_REST = 5.0
_rests_until = 0.0


class RoutingCache(BaseCache):
    """Keys of signing in go to the cache "durable" (in the database), all others to "fast",
    where any error counts as a miss, for a few seconds without asking again."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> bool:
        return bool(self._do(key, lambda c: c.add(key, value, timeout, version), False))

    def get(self, key: str, default: Any = None, version: Any = None) -> Any:
        return self._do(key, lambda c: c.get(key, default, version), default)

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> None:
        self._do(key, lambda c: c.set(key, value, timeout, version), None)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        return bool(self._do(key, lambda c: c.touch(key, timeout, version), False))

    def incr(self, key: str, delta: int = 1, version: Any = None) -> int:
        """0 where nothing is counted under this key, or at the moment."""

        def count(held: BaseCache) -> int:
            try:
                return held.incr(key, delta, version)
            except ValueError:  # it has run out since, or was never there
                return 0

        return int(self._do(key, count, 0))

    def delete(self, key: str, version: Any = None) -> bool:
        return bool(self._do(key, lambda c: c.delete(key, version), False))

    def clear(self) -> None:
        caches["durable"].clear()
        self._do("", lambda c: c.clear(), None)

    def _do(self, key: str, call: Callable[[BaseCache], Any], otherwise: Any) -> Any:
        if str(key).startswith(DURABLE_PREFIXES):
            return call(caches["durable"])
        global _rests_until
        if time.monotonic() < _rests_until:
            return otherwise
        try:
            return call(caches["fast"])
        except Exception as error:
            _rests_until = time.monotonic() + SECONDS_OF_REST
            logger.warning("Cache unavailable: %s", type(error).__name__)
            return otherwise


def plain_key(key: str, key_prefix: str, version: int) -> str:
    """The routing cache hands keys on as they are; the caches behind it prefix their own."""
    return key
