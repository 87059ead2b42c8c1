"""Solutions that are near in words to the one on the page."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest

from cms.kept import kept
from cms.queries import neighbours
from marketplace.core.findable import findable_version
from search import engines
from search.engines.bounding import SECONDS, bounded
from search.models import Listing

SHOWN, ASKED = 4, 8  # some of those that were asked for may have left since
NOTHING_KEPT_FOR = 300  # seconds: there may be something soon
KEPT_FOR = 3600  # what has left the site meanwhile is not shown all the same

log = logging.getLogger(__name__)


def panel(page: Any, request: HttpRequest | None) -> Mapping[str, Any] | None:
    """Nothing in a preview, where nothing is near, or where the engine does not answer. No statement
    where it is kept, one after a change, five where an hour has passed."""
    if not page.pk or not page.live or getattr(request, "is_preview", False):
        return None
    ids = _near(page)
    if not ids:
        return None
    version = findable_version(request) if request is not None else None
    found = kept(f"similar:{page.pk}", version, lambda: neighbours(ids)[:SHOWN])
    return {"neighbours": found} if found else None


def _near(page: Any) -> list[int]:
    """Ids of solutions, nearest first: kept until the page is published anew."""
    key = f"similar:{page.pk}:{page.last_published_at}"
    ids: list[int] | None = cache.get(key.replace(" ", "_"))
    if ids is None:
        try:
            ids = _ask(page.pk)
        except Exception as error:  # no reason to break the page beside it
            log.warning("Similar solutions were not found: %s", type(error).__name__)
            return []
        cache.set(key.replace(" ", "_"), ids, KEPT_FOR if ids else NOTHING_KEPT_FOR)
    return ids


def _ask(page_id: int) -> list[int]:
    listing = (
        Listing.objects.shown().filter(kind="solution", object_id=page_id).values_list("pk").first()
    )
    if listing is None:
        return []
    with bounded(SECONDS):
        return [number for _, number in engines.engine().similar(listing[0], limit=ASKED)]
