"""Hears that something findable has changed, inside the transaction of the change."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models.signals import post_migrate

from marketplace.core.models import Version
from marketplace.core.signals import findable_changed
from marketplace.core.waking import wake
from search import engines, late, projection
from search.jargon_receivers import connect_jargon
from search.models import Listing
from search.versions import LABELS

LABELLED = {"area", "approach"}


def connect() -> None:
    """Called once, when the app is ready."""
    findable_changed.connect(changed)
    post_migrate.connect(emptied)
    connect_jargon()


def changed(kind: str, ids: Collection[int], renamed: bool = False, **kwargs: Any) -> None:
    if kind in LABELLED:
        Version.renew(LABELS)
    if renamed and len(ids) > late.MANY:
        late.leave(kind, ids)
    elif projection.project(kind, ids):
        wake("search_counts")


def emptied(app_config: Any, **kwargs: Any) -> None:
    """After a flush, which knows nothing of the engine's tables."""
    if app_config.label != "search":
        return
    there = Listing._meta.db_table in connection.introspection.table_names()  # not undone just now
    if there and not Listing.objects.exists():
        engines.database.clear()
