"""Indexes behind one name: made, filled beside the one in use, put in its place in one step."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from elasticsearch import ApiError, NotFoundError, helpers

from marketplace.core import clock
from search.engines.elasticsearch import client
from search.engines.elasticsearch.documents import mapping, shape

A_BULK = 500  # documents
LONGEST_BULK = 5 * 2**20  # bytes
TRIES_TO_USE = 5
LONGEST_REASON = 80
A_READ = 2_000
KEPT_OPEN = "1m"  # between two reads of a comparison
TRIES_WHERE_BUSY = 3  # 429: it has more to do than it can take
NOT_FOUND = 404
CONFLICT = 409  # somebody has written a later version


log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Written:
    """What came of a write: the listings whose documents the server does not take, with why in its
    words, and those of which it holds a later version."""

    refused: Mapping[int, str]
    conflicts: list[int]


@dataclass(frozen=True)
class Indexes:
    """All indexes under one alias, which is what is read and written by."""

    alias: str

    @staticmethod
    def of_listings() -> Indexes:
        return Indexes(f"{settings.ELASTICSEARCH_PREFIX}-listings")

    def current(self) -> str | None:
        """The index in use."""
        return max(self._holders(), default=None)

    def _holders(self) -> list[str]:
        """At once or not at all: every piece of due work begins by asking this."""
        try:
            ask = client.client().indices
            held = client.within(client.SECONDS, lambda: ask.get_alias(name=self.alias).body)
        except NotFoundError:
            return []
        return list(held)

    def all(self) -> list[str]:
        """Every index of this name, in use or left over; none of another whose name begins so."""
        ours = re.compile(re.escape(self.alias) + r"-\d{14}-[0-9a-f]{6}-[0-9a-z]{12}")
        found = client.writer().indices.get(index=f"{self.alias}-*", expand_wildcards="all")
        return sorted(name for name in found if ours.fullmatch(name))

    def make(self) -> str:
        """A new index, empty and not in use; its name says when it was made and of what shape."""
        made = mapping()
        name = f"{self.alias}-{clock.now():%Y%m%d%H%M%S}-{secrets.token_hex(3)}-{shape()}"
        client.writer().indices.create(
            index=name,
            settings=made["settings"],
            mappings=made["mappings"],
            aliases={being_made(name): {}},
        )
        return name

    def use(self, name: str) -> None:
        """Put an index in the place of the one in use, in one step; nobody finds none meanwhile. Two at
        once would leave both in use, which the server refuses to the one that comes second."""
        for more in reversed(range(TRIES_TO_USE)):
            actions: list[dict[str, Any]] = [
                *({"remove": {"index": each, "alias": self.alias}} for each in self._holders()),
                {"add": {"index": name, "alias": self.alias, "is_write_index": True}},
                {"remove": {"index": name, "alias": being_made(name), "must_exist": False}},
            ]
            try:
                client.writer().indices.update_aliases(actions=actions)
                return
            except ApiError as error:
                # Another has used its own, or removed one, since the holders were asked for.
                if not more or name not in self.all():
                    raise
                log.info("Tried to use %s: %s", name, error.message)

    def delete(self, names: Iterable[str]) -> None:
        """But never the one in use."""
        for name in set(names) - {self.current()}:
            client.writer().options(ignore_status=404).indices.delete(index=name)

    def is_outdated(self) -> bool:
        """Whether documents were made otherwise than they are now, or there is no index."""
        current = self.current()
        return current is None or not current.endswith(shape())

    def is_lost(self) -> bool:
        """Whether the server has lost a part of the index in use."""
        told = client.writer().cluster.health(index=self.alias, timeout="1s")
        return bool(told["status"] == "red")

    def refresh(self) -> None:
        """Everything that was written is found from now on."""
        client.writer().indices.refresh(index=self.alias)


def being_made(name: str) -> str:
    """The alias by which an index that is not in use yet is written to."""
    return f"{name}.new"


def write(alias: str, documents: Iterable[tuple[int, Mapping[str, Any]]]) -> Written:
    """Write documents by their listings' ids, each as its own version, so that a later one always
    wins. Raises NotNow where the server takes nothing or has no
    room, Gone where there is no such index, and what the client raises where it does not answer:
    then some may be written, and all may be written again.

    Through an alias always: by a name of its own, the server would make an index that has gone
    anew, as it sees fit."""
    refused: dict[int, str] = {}
    conflicts = []
    for ok, result in helpers.streaming_bulk(
        client.writer(),
        _actions(alias, documents),
        chunk_size=A_BULK,
        max_chunk_bytes=LONGEST_BULK,
        raise_on_error=False,
        raise_on_exception=True,
        max_retries=TRIES_WHERE_BUSY,
        initial_backoff=0.5,
        max_backoff=4,
        require_alias=True,
    ):
        if ok:
            continue
        told = result["index"]
        if told["status"] == CONFLICT:
            conflicts.append(int(told["_id"]))
            continue
        if told["status"] == NOT_FOUND:
            raise Gone(alias)
        if told["status"] >= 500 or told["status"] in (403, 429):
            raise NotNow(told["error"].get("type", ""))
        refused[int(told["_id"])] = _why(told["error"])
    return Written(refused, conflicts)


class Gone(Exception):
    """There is no such index any more."""


class NotNow(Exception):
    """The server takes nothing at the moment; the same write may succeed later."""


def _why(error: Any) -> str:
    """Without what the document says."""
    kind = error.get("type", "") if isinstance(error, Mapping) else ""
    return str(kind)[:LONGEST_REASON] or "refused"


def _actions(
    index: str, documents: Iterable[tuple[int, Mapping[str, Any]]]
) -> Iterator[dict[str, Any]]:
    for listing_id, document in documents:
        yield {
            "_op_type": "index",
            "_index": index,
            "_id": str(listing_id),
            "version": document["version"],
            "version_type": "external_gte",
            "_source": document,
        }


def versions(index: str, only: Sequence[int] | None = None) -> Iterator[tuple[int, int, bool]]:
    """Id, version and whether it is withdrawn, of everything that an index holds, as it was at one
    moment, in the order of the ids; `only`: of these."""
    ask = client.writer()
    asked = {"match_all": {}} if only is None else {"terms": {"listing_id": list(only)}}
    moment = ask.open_point_in_time(index=index, keep_alive=KEPT_OPEN)["id"]
    try:
        after = None
        while True:
            answer = ask.search(
                pit={"id": moment, "keep_alive": KEPT_OPEN},
                query=asked,
                size=A_READ,
                sort=[{"listing_id": "asc"}],
                search_after=after,
                track_total_hits=False,
            )
            hits = answer["hits"]["hits"]
            if not hits:
                return
            for hit in hits:
                kept = hit["_source"]
                yield int(hit["_id"]), int(kept["version"]), bool(kept["withdrawn"])
            moment, after = answer["pit_id"], hits[-1]["sort"]
    finally:
        ask.close_point_in_time(id=moment)


def forget(index: str, listing_ids: Collection[int]) -> None:
    """Remove documents of listings that are gone for good."""
    actions = (
        {"_op_type": "delete", "_index": index, "_id": str(number)} for number in listing_ids
    )
    for _ in helpers.streaming_bulk(
        client.writer(), actions, raise_on_error=False, max_retries=0, chunk_size=A_BULK
    ):
        pass
