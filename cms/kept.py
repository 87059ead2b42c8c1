"""Pages that count the whole catalogue: drawn once for each state of it, and kept until it changes.

What the public finds changes in a transaction that renews `CatalogueVersion`; whoever reads the new
number after its commit draws anew. Only what is the same for every reader may be kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from marketplace.core import clock

KEPT_FOR = 600  # seconds: the longest that a change stays unseen of which nobody told

T = TypeVar("T")


def kept(what: str, version: int | None, draw: Callable[[], T]) -> T:
    """What `draw` gives, from the cache where it was drawn today of this version of the catalogue.
    `version` None: always drawn. `what` must tell apart whatever else the drawing depends on."""
    if version is None:
        return draw()
    key = f"catalogue:{version}:{clock.today().isoformat()}:{what}"
    found: T | None = cache.get(key)
    if found is None:
        found = draw()
        cache.set(key, found, KEPT_FOR)
    return found
