"""Pages that show the catalogue: drawn once for each state of it, and kept until it changes.

What the public finds changes in a transaction that renews its number (`core.findable`); whoever reads
the new one after the commit draws anew. Only what is the same for every reader may be kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from marketplace.core import clock
from marketplace.core.release import release

KEPT_FOR = 600  # seconds: the longest that a change stays unseen of which nobody told

T = TypeVar("T")


def kept(
    what: str,
    version: int | None,
    draw: Callable[[], T],
    *,
    worth: Callable[[T], bool] = lambda drawn: True,
) -> T:
    """What `draw` gives, from the cache where this release of the code has drawn it today of this
    version of what can be found. `version` None: always drawn. `what` must tell apart whatever else
    the drawing depends on; what is not `worth` it is not kept."""
    if version is None:
        return draw()
    key = f"kept:{release()}:{version}:{clock.today().isoformat()}:{what}"
    found: T | None = cache.get(key)
    if found is None:
        found = draw()
        if worth(found):
            cache.set(key, found, KEPT_FOR)
    return found
