"""The one way to the server: short waits, and never a second try."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from elasticsearch import Elasticsearch

SECONDS = 1.0  # for a question; by then somebody who types has given up
SECONDS_OF_WRITING = 30.0  # for many documents at once, or what runs through a whole index


@cache
def client() -> Elasticsearch:
    """For questions. Raises what the library raises, at once: who asks has another engine."""
    return Elasticsearch(
        settings.ELASTICSEARCH_URL,
        request_timeout=SECONDS,
        max_retries=0,
        retry_on_timeout=False,
        retry_on_status=(),
        sniff_on_start=False,
        http_compress=False,
    )


def writer() -> Elasticsearch:
    """For writing and looking after indexes, on the same connections."""
    return client().options(request_timeout=SECONDS_OF_WRITING)
