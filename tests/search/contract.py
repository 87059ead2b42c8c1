"""A collection of listings that an engine under test holds, and how tests ask of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from typing import Any

from search import jargon, language
from search.engines.base import Engine, ResultPage, SearchQuery
from search.models import Listing, ListingFacet, Synonym

TODAY = dt.date(2026, 6, 1)
FRESH, STALE = dt.date(2026, 1, 15), dt.date(2023, 1, 15)
LONG_AGO = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
GONE = {
    "title": "", "summary": "", "body": "", "keywords": "", "level": None, "verified": False,
    "confirmed_on": None, "published_at": None, "is_example": False,
}  # fmt: skip

_numbers = count(1_000_000)  # ids of things, none of them a page's


class Collection:
    """Real listings, taken in by one engine, and by the one `beside` it whose words it reads by.

    `counted` is called before the first question after something was added: by then an engine knows
    how rare words are. `seen` is called before any question after a change: what was withdrawn is
    gone from then on.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        counted: Callable[[], object],
        seen: Callable[[], object],
        beside: Engine | None = None,
    ) -> None:
        self.engine = engine
        self._all = (engine, beside) if beside else (engine,)
        self._counted, self._seen = counted, seen
        self._to_count = False

    # Changing it ----------------------------------------------------------------------------------

    def add(self, title: str = "", summary: str = "", body: str = "", **fields: Any) -> Listing:
        """One listing; `facets` has lists of values, the other fields are those of Listing."""
        return self.add_all([{"title": title, "summary": summary, "body": body, **fields}])[0]

    def add_all(self, rows: Iterable[Mapping[str, Any]]) -> list[Listing]:
        """Several at once."""
        given = [dict(row) for row in rows]
        facets = [row.pop("facets", {}) for row in given]
        listings = Listing.objects.bulk_create(
            Listing(
                **{
                    "kind": "solution",
                    "object_id": next(_numbers),
                    "changed_at": LONG_AGO,
                    "published_at": LONG_AGO,
                    **row,
                }
            )
            for row in given
        )
        ListingFacet.objects.bulk_create(
            ListingFacet(listing=listing, facet=facet, value=value)
            for listing, values in zip(listings, facets, strict=True)
            for facet, chosen in values.items()
            for value in chosen
        )
        for engine in self._all:
            engine.index(listings)
        self._to_count = True
        return listings

    def fill(self, number: int = 30) -> None:
        """Listings about other things, so that a word that one of them has is not in most."""
        self.add_all(
            {"title": f"Unlike {spelt(n)}", "body": f"Something else {spelt(n + 500)}."}
            for n in range(number)
        )

    def change(self, listing: Listing, **fields: Any) -> None:
        """The same listing, with other words or trust."""
        for name, value in fields.items():
            setattr(listing, name, value)
        listing.version += 1
        listing.save()
        for engine in self._all:
            engine.index([Listing.objects.get(pk=listing.pk)])
        self._to_count = True

    def withdraw(self, *listings: Listing) -> None:
        """As leaving search does: emptied, and forgotten by the engine."""
        ids = [listing.pk for listing in listings]
        ListingFacet.objects.filter(listing__in=ids).delete()
        Listing.objects.filter(pk__in=ids).update(withdrawn_at=LONG_AGO, **GONE)
        for engine in self._all:
            engine.withdraw(ids)

    def empty(self) -> None:
        """Without any listing."""
        ids = list(Listing.objects.values_list("pk", flat=True))
        for engine in self._all:
            engine.withdraw(ids)
        Listing.objects.all().delete()
        self._to_count = True

    # Asking ---------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Whatever an engine does some time after a change is done."""
        if self._to_count:
            self._counted()
            self._to_count = False
        self._seen()

    def find(self, words: str = "", *, literal: bool = False, **how: Any) -> ResultPage:
        """The answer to what somebody typed; `how` are the other fields of SearchQuery."""
        self.settle()
        read = language.read_query(words, jargon.current(), literal=literal)
        how.setdefault("today", TODAY)
        return self.engine.search(SearchQuery(read, **how))

    def titles(self, words: str = "", **how: Any) -> list[str]:
        """The titles of what is found, in order."""
        return [text_of(hit.title) for hit in self.find(words, **how).hits]

    def suggested(self, letters: str) -> list[str]:
        self.settle()
        return [each.label for each in self.engine.suggest(letters)]

    def similar(self, listing: Listing) -> list[int]:
        """Ids of the listings that are like one."""
        self.settle()
        things = self.engine.similar(listing.pk)
        return [Listing.objects.get(kind=kind, object_id=number).pk for kind, number in things]


def text_of(pieces: Sequence[tuple[str, bool]]) -> str:
    return "".join(text for text, _ in pieces)


def marked_in(pieces: Sequence[tuple[str, bool]]) -> list[str]:
    return [text for text, is_marked in pieces if is_marked]


def spelt(number: int) -> str:
    """A number as a word that is like no other."""
    digits = "bcdfghjklm"
    return "zu" + "u".join(digits[int(digit)] for digit in f"{number:03}") + "ox"


def means(term: str, *others: str, **fields: Any) -> Synonym:
    """An editor's row of the jargon."""
    synonym = Synonym(term=term, same_as="\n".join(others), **fields)
    synonym.full_clean()
    synonym.save()
    return synonym
