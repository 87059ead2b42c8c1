"""The database engine: an index in the site's own database proposes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from search.engines.base import Indexed, SearchQuery, Suggestion
from search.engines.database import counting, keeping, near, reading, writing
from search.engines.database.plan import Plan
from search.engines.proposed import Proposal, ProposedEngine


class DatabaseEngine(ProposedEngine):
    """Whatever changes is found in the transaction of the change."""

    name = "database"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._codes: dict[int, tuple[str, str]] = {}

    # Asking ---------------------------------------------------------------------------------------

    def propose(self, plan: Plan | None, query: SearchQuery, *, most: int) -> Proposal:
        """One statement, and one more after a facet value has come up for the first time."""
        found = reading.ask(
            self.tables,
            plan,
            {facet: self._codes_of(facet, values) for facet, values in query.filters.items()},
            sort=query.sort,
            most=most,
            known=self._codes,
        )
        return Proposal(
            ids=found.ids,
            total=found.total,
            facets=self._facets(found.counts),
            without=found.without,
            matching=found.matching,
        )

    def _codes_of(self, facet: str, values: Collection[str]) -> list[int]:
        """The codes of chosen values; asks again where one has come since."""
        known = {pair: code for code, pair in self._codes.items()}
        if any((facet, value) not in known for value in values):
            self._codes = reading.facet_codes(self.tables)
            known = {pair: code for code, pair in self._codes.items()}
        return [known[facet, value] for value in values if (facet, value) in known]

    def _facets(self, counts: Mapping[str, Mapping[int, int]]) -> dict[str, dict[str, int]]:
        if any(code not in self._codes for counted in counts.values() for code in counted):
            self._codes = reading.facet_codes(self.tables)
        found: dict[str, dict[str, int]] = {}
        for name, counted in counts.items():
            for code, n in counted.items():
                facet, value = self._codes.get(code, ("", ""))
                if facet and (facet == name or (not name and facet not in counts)):
                    found.setdefault(facet, {})[value] = n
        return found

    def suggest(self, letters: str, *, limit: int = 8) -> list[Suggestion]:
        return near.suggest(self.tables, letters, limit=limit)

    def similar(self, listing_id: int, *, limit: int = 4) -> list[tuple[str, int]]:
        return near.similar(self.tables, listing_id, limit=limit)

    def know_codes(self, codes: Mapping[int, tuple[str, str]]) -> None:
        """Every facet value by its code, from whoever has just read them for a process that begins."""
        self._codes = dict(codes)

    # Taking in ------------------------------------------------------------------------------------

    def index(self, listings: Collection[Indexed]) -> None:
        writing.index(self.tables, listings)

    def withdraw(self, listing_ids: Collection[int]) -> None:
        writing.withdraw(self.tables, listing_ids)

    def rebuild(self, listings: Collection[Indexed] | None = None) -> int:
        return keeping.rebuild(self.tables, listings)

    def recount_if_due(self) -> bool:
        return counting.recount_if_due(self.tables)

    def clear(self) -> None:
        """Forget everything."""
        self.tables.clear()
        self.know_codes({})

    def drift(self) -> list[int]:
        """The ids of listings that it does not hold as they are."""
        return keeping.drift(self.tables)

    def words_missing(self) -> int:
        """How many words of the documents it does not know as it should."""
        return counting.missing(self.tables)

    def recount(self) -> None:
        """Count anew how rare words are: due work, and the end of a rebuild."""
        counting.recount(self.tables)
