"""A site that searches on an Elasticsearch node, under names of its own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.conf import settings
from django.test import override_settings

from search import engines, mirror

URL = settings.ELASTICSEARCH_URL
PATIENCE = 20.0  # seconds
needs_elasticsearch = [
    pytest.mark.elasticsearch,
    pytest.mark.skipif(not URL, reason="needs ELASTICSEARCH_URL"),
]


@contextmanager
def site_on_elasticsearch(url: str = "", *, patient: bool | None = None) -> Iterator[object]:
    """Its indexes, which go at the end; no process has asked the server yet. `url`: of a server that
    is none, of which nothing has to go. `patient` (where the server is one): a machine that is busy
    with other tests may take longer for an answer than a reader is kept waiting."""
    from search.engines.elasticsearch import client
    from search.engines.elasticsearch.indexes import Indexes

    patience = PATIENCE if (not url if patient is None else patient) else None
    with (
        override_settings(
            ELASTICSEARCH_URL=url or URL, ELASTICSEARCH_PREFIX=f"test-{secrets.token_hex(6)}"
        ),
        patch.object(client, "SECONDS", patience or client.SECONDS),
        patch.object(client, "SECONDS_OF_SUGGESTIONS", patience or client.SECONDS_OF_SUGGESTIONS),
    ):
        forget()
        indexes = Indexes.of_listings()
        try:
            yield indexes
        finally:
            if not url:
                for name in client.writer().indices.get(index=f"{indexes.alias}-*"):
                    client.writer().indices.delete(index=name)
            forget()


def in_use(indexes) -> str:
    """The name of a new index, empty and in use."""
    name = indexes.make()
    indexes.use(name)
    return name


def forget() -> None:
    """As a process that has just begun."""
    from search.engines.elasticsearch import client

    engines.mirrored.cache_clear()
    engines._standing_in.cache_clear()
    client.forget()
    mirror._breaker.succeeded()
