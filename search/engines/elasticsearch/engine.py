"""The Elasticsearch engine: an index on a server of its own proposes, and lags by a moment."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar

from search.engines.base import Indexed, SearchQuery, Suggestion
from search.engines.breaker import Breaker
from search.engines.database import near
from search.engines.database.plan import Plan
from search.engines.elasticsearch import asking, client, indexes, rebuilding
from search.engines.elasticsearch.documents import as_facet, document, withdrawn
from search.engines.elasticsearch.indexes import Indexes
from search.engines.proposed import Proposal, ProposedEngine
from search.engines.standing_in import Resting
from search.models import Listing

SPARE = 8  # suggestions whose listings may have gone since
MOST_HIDDEN = 500

T = TypeVar("T")


class TooFarBehind(Exception):
    """So much has left since the index was kept up that nothing it counts could be shown."""


class Incomplete(Exception):
    """Not everything was looked through: an answer, but not the whole one."""


class ElasticsearchEngine(ProposedEngine):
    """Reads words by the tables of the database engine, which hold the same listings: how rare they
    are, and what was meant. Where the server has failed a few times it raises Resting without asking."""

    name = "elasticsearch"

    def __init__(self, *args: Any, indexes: Indexes | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indexes = indexes or Indexes.of_listings()
        self.breaker = Breaker()

    # Asking ---------------------------------------------------------------------------------------

    def propose(self, plan: Plan | None, query: SearchQuery, *, most: int) -> Proposal:
        """One request, and the statement that says what may not be counted."""
        asked = asking.body(plan, query, most=most, hidden=self._hidden())
        return self._ask(asked, asking.proposal)

    def _hidden(self) -> list[int]:
        """Listings that have left and may still be held: what is private by now is not counted."""
        if not self._listed:
            return []
        left = Listing.objects.to_mirror().filter(withdrawn_at__isnull=False)
        found = list(left.values_list("pk", flat=True)[: MOST_HIDDEN + 1])
        if len(found) > MOST_HIDDEN:
            raise TooFarBehind
        return found

    def suggest(self, letters: str, *, limit: int = 8) -> list[Suggestion]:
        """One request and one statement, or one more statement where nothing begins so."""
        asked = near.asked(letters)
        if not asked:
            return []
        beginning = asking.beginning(near.start_of(asked), most=limit + SPARE)
        ids = self._ask(beginning, asking.ids_of, seconds=client.SECONDS_OF_SUGGESTIONS)
        return near.titles(asked, ids)[:limit] or near.meant(self.tables, asked)

    def similar(self, listing_id: int, *, limit: int = 4) -> list[tuple[str, int]]:
        """One request and five statements."""
        plan = near.telling(self.tables, listing_id)
        own = Listing.objects.filter(pk=listing_id).prefetch_related("facets").first()
        if plan is None or own is None:
            return []
        facets = {as_facet(*pair) for pair in own.facet_values}

        def read(answer: Any) -> list[tuple[float, int]]:
            return [
                (near.nearness(hit["_score"], facets, hit["fields"].get("facets", ())), number)
                for hit in answer["hits"]["hits"]
                for number in hit["fields"]["object_id"]
            ]

        asked = asking.nearest(plan, own.kind, listing_id, most=near.MOST_COMPARED)
        ranked = sorted(self._ask(asked, read), key=lambda each: (-each[0], each[1]))
        shown = Listing.objects.shown().filter(
            kind=own.kind, object_id__in=[number for _, number in ranked]
        )
        there = set(shown.values_list("object_id", flat=True))
        return [(own.kind, number) for _, number in ranked if number in there][:limit]

    def _ask(
        self, body: dict[str, Any], read: Callable[[Any], T], *, seconds: float | None = None
    ) -> T:
        """What `read` makes of the answer. Whatever goes wrong counts as a failure of the server."""
        seconds = seconds or client.SECONDS
        if not self.breaker.may_ask():
            raise Resting
        try:
            server = client.client()
            answer = client.within(
                seconds, lambda: server.search(index=self.indexes.alias, body=body).body
            )
            if answer["timed_out"] or answer["_shards"]["failed"]:
                raise Incomplete
            found = read(answer)
        except Exception:
            self.breaker.failed()
            raise
        self.breaker.succeeded()
        return found

    # Taking in ------------------------------------------------------------------------------------

    def index(self, listings: Collection[Indexed]) -> None:
        """Raises where the server does not take it."""
        self._write((each.pk, document(each)) for each in listings)

    def withdraw(self, listing_ids: Collection[int]) -> None:
        rows = Listing.objects.filter(pk__in=listing_ids).values_list("pk", "version")
        self._write((number, withdrawn(number, version)) for number, version in rows)

    def rebuild(self, listings: Collection[Indexed] | None = None) -> int:
        if listings is None:
            return rebuilding.rebuild(self.indexes)
        return rebuilding.rebuild_from(self.indexes, listings)

    def _write(self, documents: Iterable[tuple[int, dict[str, Any]]]) -> None:
        refused = indexes.write(self.indexes.alias, documents).refused
        if refused:
            raise ValueError(f"Not taken: {', '.join(refused.values())}")
