"""The contract of every engine: what it is asked, and what it answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from marketplace.core import clock
from search.language import Reading

PER_PAGE = 20
LAST_PAGE = 50  # deeper than that nobody reads, and an engine would only sort for it

BEST, STRONGEST, NEWEST, TITLE = "best", "strongest", "newest", "title"
SORTS = (BEST, STRONGEST, NEWEST, TITLE)


@dataclass(frozen=True)
class SearchQuery:
    """What is asked. `reading` is the one reading of the words (empty: everything is listed);
    `filters` holds the chosen values of each facet, one of which must fit; `page` counts from 1;
    `correct` allows words that nobody uses to be read as the nearest that somebody does."""

    reading: Reading
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sort: str = BEST
    page: int = 1
    per_page: int = PER_PAGE
    correct: bool = True
    today: dt.date = field(default_factory=clock.today)


@dataclass(frozen=True)
class MatchedWord:
    """A word of the query in a hit: as typed, what of the document answered it (the same, or a
    meaning), in which part ("title", "summary", "text") it stands, and its share of the score in
    per cent."""

    typed: str
    found: str
    where: str
    share: int


@dataclass(frozen=True)
class Signal:
    """What else moved a hit: its name in words, and its part of the score in per cent (below nought
    where it held the hit back)."""

    name: str
    share: int


@dataclass(frozen=True)
class Why:
    """Why a hit stands where it does."""

    words: tuple[MatchedWord, ...] = ()
    missing: tuple[str, ...] = ()
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True)
class Hit:
    """One listing that was found. `title` and `snippet` are in pieces: (text, is it marked)."""

    listing_id: int
    kind: str
    object_id: int
    score: float
    title: tuple[tuple[str, bool], ...]
    snippet: tuple[tuple[str, bool], ...]
    why: Why


@dataclass(frozen=True)
class Correction:
    """A word that nobody uses, and what it was read as."""

    typed: str
    read_as: str


@dataclass(frozen=True)
class ResultPage:
    """The answer. `facets` counts, for each facet and value, the listings that fit every filter but
    the facet's own; `without` counts, for each facet with a filter, those that fit all others.
    `corrections` were applied; `loosened` where nothing says what stood in quotes,
    so that its words were looked for; `engine` is the name of the engine that answered.
    `pages` is how many can be asked for: never more than LAST_PAGE; `page` is the one that is shown,
    the last where a later one was asked for."""

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]]
    without: Mapping[str, int] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()
    loosened: bool = False
    reading: Reading | None = None  # as it was answered, corrections included
    pages: int = 1
    page: int = 1
    engine: str = ""


@dataclass(frozen=True)
class Suggestion:
    """Something that somebody who types these letters may want. `sort` is "listing", "words",
    "correction" or "area"; `object` is (kind, id) of a listing, `words` a query, `value` the value of
    a facet."""

    label: str
    sort: str
    object: tuple[str, int] | None = None
    words: str = ""
    value: str = ""


class Indexed(Protocol):
    """A listing as an engine takes it in: a `search.models.Listing`, or a judged document."""

    pk: int
    version: int
    title: str
    summary: str
    body: str
    keywords: str
    level: int | None
    verified: bool
    confirmed_on: dt.date | None
    published_at: dt.datetime | None
    is_example: bool

    @property
    def facet_values(self) -> Sequence[tuple[str, str]]: ...


class Engine(Protocol):
    """An engine. Whatever it raises, the caller answers with another engine or says so."""

    name: str

    def search(self, query: SearchQuery) -> ResultPage: ...

    def suggest(self, letters: str, *, limit: int = 8) -> list[Suggestion]: ...

    def similar(self, listing_id: int, *, limit: int = 4) -> list[tuple[str, int]]:
        """(kind, object id) of the listings nearest in words, of the same kind, without itself."""
        ...

    def better_known(self, reading: Reading) -> dict[str, str]:
        """For words that next to nobody uses, the one like it that very many do, by the word as
        typed: something to offer, never to search for instead."""
        ...

    def index(self, listings: Collection[Indexed]) -> None:
        """Take listings in, in place of what it held of them."""
        ...

    def withdraw(self, listing_ids: Collection[int]) -> None:
        """Forget listings at once: no result, count, suggestion or correction shows them."""
        ...

    def rebuild(self, listings: Collection[Indexed] | None = None) -> int:
        """Make everything anew from the listings; returns how many it holds."""
        ...
