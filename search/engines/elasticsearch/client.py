"""The one way to the server: short waits, and never a second try."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import cache
from typing import TypeVar

from django.conf import settings
from elasticsearch import Elasticsearch

SECONDS = 1.0  # for a question
SECONDS_OF_SUGGESTIONS = 0.4  # leaves the database time to answer before other letters are typed
SECONDS_OF_WRITING = 30.0  # for many documents at once, or what runs through a whole index

T = TypeVar("T")


@cache
def client() -> Elasticsearch:
    """For questions. Raises what the library raises, at once: who asks has another engine."""
    return _made()


def _made() -> Elasticsearch:
    return Elasticsearch(
        settings.ELASTICSEARCH_URL,
        request_timeout=SECONDS,
        max_retries=0,
        retry_on_timeout=False,
        retry_on_status=(),
        sniff_on_start=False,
        http_compress=False,
    )


@cache
def writer() -> Elasticsearch:
    """For writing and looking after indexes, on connections of its own, so that what takes long there
    keeps no question waiting."""
    return _made().options(request_timeout=SECONDS_OF_WRITING)


def within(seconds: float, question: Callable[[], T]) -> T:
    """The answer, or TimeoutError. The client's own limit is for each piece that arrives, and a server
    may send a piece now and then for ever; whoever listens to that is left behind in a thread."""
    answer: Future[T] = Future()

    def ask() -> None:
        try:
            answer.set_result(question())
        except BaseException as error:
            answer.set_exception(error)

    threading.Thread(target=ask, name="elasticsearch", daemon=True).start()
    return answer.result(seconds)


def forget() -> None:
    """Make connections anew: they belong to the process that made them."""
    client.cache_clear()
    writer.cache_clear()


os.register_at_fork(after_in_child=forget)
