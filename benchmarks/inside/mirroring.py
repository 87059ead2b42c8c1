"""The copy on Elasticsearch: made anew, beside what the server takes at most; kept up; seen again."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from typing import Any

from django.db import connection
from django.db.models import F
from elasticsearch import helpers

from benchmarks import cpu
from marketplace.core import clock
from search import mirror
from search.engines.elasticsearch import client, mirroring
from search.engines.elasticsearch.indexes import Indexes, being_made
from search.models import Listing

SAMPLE = 20_000  # documents that are prepared beforehand, so that they fit in memory
A_PAUSE = 0.02


def fill() -> None:
    """An index where there is none of this shape."""
    if Indexes.of_listings().is_outdated():
        mirror.rebuild()


def rebuild() -> dict[str, float]:
    """How many listings were written anew, in how many seconds, and the most memory held (MiB)."""
    started = time.perf_counter()
    count = mirror.rebuild()
    took = time.perf_counter() - started
    return {"count": count, "seconds": took, "peak": cpu.peak(os.getpid())}


def bulk() -> dict[str, float]:
    """The client's own parallel_bulk with documents that are ready: what the server takes at most."""
    indexes = Indexes(f"{Indexes.of_listings().alias}-bulk")
    listings = Listing.objects.shown().order_by("pk").prefetch_related("facets")[:SAMPLE]
    name = indexes.make()
    ready = [
        {"_index": being_made(name), "_id": str(each.pk), "_source": mirroring.as_document(each)}
        for each in listings.iterator(chunk_size=500)
    ]
    try:
        started = time.perf_counter()
        deque(
            helpers.parallel_bulk(client.writer(), ready, thread_count=4, chunk_size=500), maxlen=0
        )
        client.writer().indices.refresh(index=name)
        took = time.perf_counter() - started
    finally:
        indexes.delete([name])
    return {"count": len(ready), "seconds": took}


def drain(changed: int) -> dict[str, float]:
    """As after so many changes: how many were written, in how many seconds."""
    ids = list(Listing.objects.shown().order_by("pk").values_list("pk", flat=True)[:changed])
    for start in range(0, len(ids), 500):
        Listing.objects.filter(pk__in=ids[start : start + 500]).update(mirrored_version=0)
    started = time.perf_counter()
    count = mirror.keep_up()
    return {"count": count, "seconds": time.perf_counter() - started}


def freshness(seconds: float, a_second: float) -> list[float]:
    """Milliseconds from each commit until a search finds it, at so many edits a second. Each edit
    gives a listing a word of its own; one thread keeps the copy up as a worker does."""
    indexes = Indexes.of_listings()
    some = Listing.objects.shown().order_by("pk")[:500]
    before = dict(some.values_list("pk", "keywords"))
    ids = list(before)
    ending, found, waiting = threading.Event(), [], {}

    def keep_up() -> None:
        while not ending.is_set():
            mirror.keep_up()
            time.sleep(A_PAUSE)
        connection.close()

    def look() -> None:
        while not ending.is_set() or waiting:
            for word, committed in list(waiting.items()):
                asked: Any = {"term": {"keywords": word}}
                if client.client().count(index=indexes.alias, query=asked)["count"]:
                    found.append((time.perf_counter() - committed) * 1000)
                    del waiting[word]
            time.sleep(A_PAUSE)

    threads = [threading.Thread(target=each) for each in (keep_up, look)]
    for thread in threads:
        thread.start()
    until, number = time.perf_counter() + seconds, 0
    while time.perf_counter() < until:
        listing = Listing.objects.get(pk=ids[number % len(ids)])
        word = f"zu{os.getpid()}x{number}ox"
        listing.keywords, listing.version = word, listing.version + 1
        listing.changed_at = clock.now()
        listing.save()
        waiting[word] = time.perf_counter()
        number += 1
        time.sleep(max(0.0, number / a_second - (seconds - (until - time.perf_counter()))))
    time.sleep(3)
    ending.set()
    for thread in threads:
        thread.join()
    for pk, keywords in before.items():  # the site is kept for the next run
        changed = {"keywords": keywords, "version": F("version") + 1, "changed_at": clock.now()}
        Listing.objects.filter(pk=pk).update(**changed)
    mirror.keep_up()
    return found
