"""The Elasticsearch engine: an index on a server of its own proposes, and lags by a moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from search.engines.base import Indexed, SearchQuery, Suggestion
from search.engines.database import near
from search.engines.database.plan import Plan
from search.engines.elasticsearch import asking, client, indexes, rebuilding
from search.engines.elasticsearch.documents import as_facet, document, withdrawn
from search.engines.elasticsearch.indexes import Indexes
from search.engines.proposed import Proposal, ProposedEngine
from search.models import Listing

SPARE = 8  # suggestions whose listings may have gone since


class ElasticsearchEngine(ProposedEngine):
    """Reads words by the tables of the database engine, which hold the same listings: how rare they
    are, and what was meant."""

    name = "elasticsearch"

    def __init__(self, *args: Any, indexes: Indexes | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indexes = indexes or Indexes.of_listings()

    # Asking ---------------------------------------------------------------------------------------

    def propose(self, plan: Plan | None, query: SearchQuery, *, most: int) -> Proposal:
        """One request."""
        return asking.proposal(self._ask(asking.body(plan, query, most=most)))

    def suggest(self, letters: str, *, limit: int = 8) -> list[Suggestion]:
        """One request and one statement, or one more statement where nothing begins so."""
        asked = near.asked(letters)
        if not asked:
            return []
        start = near.start_of(asked)
        ids = asking.ids_of(self._ask(asking.beginning(start, most=limit + SPARE)))
        return near.titles(asked, ids)[:limit] or near.meant(self.tables, asked)

    def similar(self, listing_id: int, *, limit: int = 4) -> list[tuple[str, int]]:
        """One request and three statements."""
        plan = near.telling(self.tables, listing_id)
        own = Listing.objects.filter(pk=listing_id).prefetch_related("facets").first()
        if plan is None or own is None:
            return []
        asked = asking.nearest(plan, own.kind, listing_id, most=near.MOST_COMPARED)
        facets = {as_facet(*pair) for pair in own.facet_values}
        ranked = [
            (near.nearness(hit["_score"], facets, hit["fields"].get("facets", ())), thing)
            for hit in self._ask(asked)["hits"]["hits"]
            for thing in hit["fields"]["object_id"]
        ]
        ranked.sort(key=lambda each: (-each[0], each[1]))
        return [(own.kind, number) for _, number in ranked[:limit]]

    def _ask(self, body: dict[str, Any]) -> Any:
        return client.client().search(index=self.indexes.alias, body=body).body

    # Taking in ------------------------------------------------------------------------------------

    def index(self, listings: Collection[Indexed]) -> None:
        """Raises where the server does not take it."""
        self._write((each.pk, document(each)) for each in listings)

    def withdraw(self, listing_ids: Collection[int]) -> None:
        rows = Listing.objects.filter(pk__in=listing_ids).values_list("pk", "version")
        self._write((number, withdrawn(number, version)) for number, version in rows)

    def rebuild(self, listings: Collection[Indexed] | None = None) -> int:
        return rebuilding.rebuild(self.indexes, listings)

    def _write(self, documents: Iterable[tuple[int, dict[str, Any]]]) -> None:
        refused = indexes.write(self.indexes.alias, documents)
        if refused:
            raise ValueError(f"Not taken: {', '.join(each.why for each in refused)}")
