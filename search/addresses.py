"""Addresses of searches: read, whatever they say, and written again in one form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from marketplace.core.listing import EXAMPLES, REAL
from search import language
from search.engines.base import BEST, LAST_PAGE, SORTS, STRONGEST, SearchQuery
from search.facets import CODES, Labels, Value
from search.language import NO_JARGON, Jargon, Reading

HIDE = "hide"
AS_TYPED = "typed"
MOST_VALUES = 30  # of one facet: an address with more was not made by choosing


@dataclass(frozen=True)
class Asked:
    """What an address asks for. `chosen` holds the values of each facet in their order; `sort` is
    "" for the usual one; `left_out` where the address also named what does not exist."""

    reading: Reading = field(default_factory=Reading)
    chosen: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    examples: bool = True
    sort: str = ""
    page: int = 1
    left_out: bool = False

    @property
    def usual_sort(self) -> str:
        """Best match where there are words to match, else the strongest evidence first."""
        return BEST if self.reading else STRONGEST

    @property
    def values(self) -> list[tuple[str, Value]]:
        """Every chosen value with the code of its facet."""
        return [(code, value) for code in CODES for value in self.chosen.get(code, ())]

    def query(self, today: dt.date) -> SearchQuery:
        """What the engine is asked."""
        filters = {code: frozenset(v.value for v in self.chosen[code]) for code in self.chosen}
        if not self.examples:
            filters[EXAMPLES] = frozenset({REAL})
        return SearchQuery(
            reading=self.reading,
            filters=filters,
            sort=self.sort or self.usual_sort,
            page=self.page,
            correct=not self.reading.literal,
            today=today,
        )

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of its address, always in the same order."""
        found = [(code, value.slug) for code, value in self.values]
        if not self.examples:
            found.append(("examples", HIDE))
        if self.sort:
            found.append(("sort", self.sort))
        if self.page > 1:
            found.append(("page", str(self.page)))
        if not self.reading.text:
            return found
        literal = [("as", AS_TYPED)] if self.reading.literal else []
        return [("q", self.reading.text), *literal, *found]

    @property
    def encoded(self) -> str:
        """Its parameters as an address has them, after the question mark."""
        return urlencode(self.pairs())

    @property
    def address(self) -> str:
        return address_of(self.encoded)

    def on_page(self, page: int) -> Asked:
        return replace(self, page=page)

    def without(self, code: str, value: Value | None = None) -> Asked:
        """The same without a value of a facet, or without the facet."""
        kept = tuple(v for v in self.chosen.get(code, ()) if value is not None and v != value)
        chosen = {other: values for other, values in self.chosen.items() if other != code}
        return replace(self, chosen={**chosen, code: kept} if kept else chosen, page=1)

    def without_filters(self) -> Asked:
        return replace(self, chosen={}, examples=True, page=1)

    def with_examples(self, examples: bool) -> Asked:
        return replace(self, examples=examples, page=1)

    def with_words(self, words: str, *, literal: bool = False) -> Asked:
        """Other words with the same filters."""
        reading = language.read_query(words, NO_JARGON, literal=literal)
        sort = "" if self.sort == (BEST if reading else STRONGEST) else self.sort
        return replace(self, reading=reading, sort=sort, page=1)


def address_of(encoded: str) -> str:
    """The address of a search by its encoded parameters."""
    return f"{reverse('search')}?{encoded}" if encoded else reverse("search")


def read(parameters: QueryDict, labels: Labels, jargon: Jargon) -> Asked:
    """What an address asks for; what does not exist is left out."""
    words = language.clean(parameters.get("q", ""))
    literal = bool(words) and parameters.get("as") == AS_TYPED
    reading = language.read_query(words, jargon, literal=literal)
    usual = BEST if reading else STRONGEST
    sort = parameters.get("sort", "")
    fits = sort in SORTS and sort != usual and (sort != BEST or bool(reading))
    named = {code: parameters.getlist(code) for code in CODES}
    known = {code: _values(code, slugs, labels) for code, slugs in named.items()}
    return Asked(
        reading=reading,
        chosen={code: values for code, values in known.items() if values},
        examples=parameters.get("examples") != HIDE,
        sort=sort if fits else "",
        page=_page(parameters.get("page", "")),
        left_out=any(len(known[code]) < len(set(filter(None, named[code]))) for code in CODES),
    )


def _values(code: str, slugs: list[str], labels: Labels) -> tuple[Value, ...]:
    found = (labels.at(code, language.clean(slug)) for slug in slugs if slug)
    ordered = sorted(
        {value for value in found if value is not None},
        key=lambda value: (labels.place(code, value.value), value.label),
    )
    return tuple(ordered[:MOST_VALUES])


def _page(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        return 1
    return max(1, min(int(text[:9]), LAST_PAGE))
