"""A listing as the engine keeps it: rows for its tables, made in Python and never by triggers."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from search import language
from search.engines.base import Indexed
from search.engines.database.trust import Trust

WEIGHTS = (3.0, 1.5, 1.0, 0.75)  # title, summary, body, keywords
GAP = "  "  # between tokens: two blanks, so that each token has one of its own on either side
LONGEST_START = 24
LONGEST_TITLE_KEY = 60
MOST_STARTS = 24
NO_LEVEL = -1
FIRST_CHARACTER, CODES = 0x10000, 0x100000

# A word that can be corrected to, and how much of it is compared first.
SHORTEST_WORD, LONGEST_WORD, COMPARED = 4, 24, 7


@dataclass(frozen=True)
class Document:
    """What the tables hold of one listing. `tokens` are those of title, summary, body, keywords."""

    listing_id: int
    version: int
    trust: Trust
    facets: str
    published: int
    title_key: str
    tokens: tuple[list[str], ...]
    words: frozenset[str]
    starts: tuple[tuple[str, int], ...]
    weight: int

    @property
    def length(self) -> float:
        return weighted_length(self.tokens)

    @property
    def row(self) -> tuple[object, ...]:
        """The row of the table `document`."""
        confirmed = self.trust.confirmed_on
        return (
            self.listing_id,
            self.version,
            self.trust.lasting,
            self.length,
            self.facets,
            int(self.trust.is_example),
            NO_LEVEL if self.trust.level is None else self.trust.level,
            int(self.trust.verified),
            confirmed.toordinal() if confirmed else 0,
            self.published,
            self.title_key,
        )

    @property
    def text_row(self) -> tuple[object, ...]:
        """The row of the table `text`."""
        return (self.listing_id, *map(joined, self.tokens), joined(sorted(self.words)))


def weighted_length(tokens: Sequence[Sequence[str]]) -> float:
    """How long a document is: its tokens, each as heavy as the part it stands in, without the words
    that only hold a sentence together, of which a clear writer has more."""
    return sum(
        weight * sum(token not in language.WEAK_TOKENS for token in part)
        for weight, part in zip(WEIGHTS, tokens, strict=True)
    )


def joined(tokens: list[str]) -> str:
    """Tokens in one string, in which each can be counted with a blank on either side."""
    return f" {GAP.join(tokens)} " if tokens else ""


def document(listing: Indexed, codes: Mapping[tuple[str, str], int]) -> Document:
    """The document of a listing; `codes` has the code of each facet value that it holds."""
    parts = (listing.title, listing.summary, listing.body, listing.keywords)
    published = listing.published_at
    title = language.clean(listing.title)
    return Document(
        listing_id=listing.pk,
        version=listing.version,
        trust=Trust(listing.level, listing.verified, listing.confirmed_on, listing.is_example),
        facets="".join(sorted(character(codes[pair]) for pair in listing.facet_values)),
        published=int(published.timestamp()) if published else 0,
        title_key=folded(title)[:LONGEST_TITLE_KEY],
        tokens=tuple(map(language.tokens, parts)),
        words=frozenset(w for part in parts for w in _correctable(part)),
        starts=tuple(starts(title)),
        weight=(listing.level or 0) - (3 if listing.is_example else 0),
    )


def first_code(facet: str, value: str) -> int:
    """The code that a facet value gets, unless another has it: drawn from the value itself, so that
    it is the same again after a rollback, which what a process has kept in memory outlives."""
    drawn = hashlib.sha256(f"{facet}={value}".encode()).digest()
    return int.from_bytes(drawn[:4], "big") % CODES


def character(code: int) -> str:
    """The character that stands for a facet value's code: beyond those that anybody writes."""
    return chr(FIRST_CHARACTER + code)


def code_of(character: str) -> int:
    """The code that a character stands for."""
    return ord(character) - FIRST_CHARACTER


def starts(title: str) -> Iterator[tuple[str, int]]:
    """A title from each of its words on, with the place of that word."""
    whole = folded(title)
    found = [word.start for word in language.words(whole)][:MOST_STARTS]
    seen = set()
    for place, start in enumerate(found):
        key = whole[start : start + LONGEST_START].strip()
        if key not in seen:
            seen.add(key)
            yield key, place


def folded(title: str) -> str:
    """The words of a title without case and accents."""
    return " ".join(language.fold(word.text) for word in language.words(title))


def _correctable(text: str) -> Iterator[str]:
    for word in language.plain_words(text):
        if SHORTEST_WORD <= len(word) <= LONGEST_WORD and word.isalpha():
            yield word


def near_parts(word: str) -> set[str]:
    """The first letters of a word, whole and with any one of them left out: two words that are an
    edit apart there share a part."""
    head = word[:COMPARED]
    return {head, *(head[:n] + head[n + 1 :] for n in range(len(head)))}


def confirmed_on(ordinal: int) -> dt.date | None:
    """The day that a row of `document` holds."""
    return dt.date.fromordinal(ordinal) if ordinal else None
