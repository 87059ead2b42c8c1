"""What a slice tells search of a thing that can be found, and how a list of results shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

# The facets that whatever can be found has a value of, and values that more than one room names.
KIND, EXAMPLES = "kind", "examples"
REAL, MADE_UP = "real", "example"
NO_EVIDENCE = "none"


@dataclass(frozen=True)
class Findable:
    """A thing as search sees it: whatever is in here can be read by everybody.

    `title`, `summary` and `body` are plain text; `keywords` is found like the body and never shown.
    `facets` holds the values of each facet by its code: ids and codes, whose labels are read when
    they are shown. Everything has KIND (the code of a kind or sub-kind in the registry) and EXAMPLES
    (REAL or MADE_UP). `level` is the strength of the
    strongest public claim (0 to 5), None without one; `confirmed_on` is that claim's day.
    """

    id: int
    title: str
    summary: str = ""
    body: str = ""
    keywords: str = ""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    level: int | None = None
    verified: bool = False
    confirmed_on: dt.date | None = None
    published_at: dt.datetime | None = None
    is_example: bool = False


class ResultCard(Protocol):
    """A thing as a list of results shows it. `meta` are the words above its title; `facts` is the
    template of the column beside it, given the card as `card`, or ""."""

    @property
    def url(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def meta(self) -> Sequence[str]: ...
    @property
    def is_example(self) -> bool: ...
    @property
    def facts(self) -> str: ...
    def language_of(self, piece: str) -> str:
        """The language of a piece of its text by its code, "" for the site's own."""
        ...


@dataclass(frozen=True)
class PlainCard:
    """A card with nothing beside it."""

    url: str
    title: str
    summary: str = ""
    meta: Sequence[str] = ()
    is_example: bool = False
    facts: str = ""

    def language_of(self, piece: str) -> str:
        return ""
