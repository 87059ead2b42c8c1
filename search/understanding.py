"""What was understood of a query, put into words, each other way of reading it one click away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from search import language
from search.addresses import Asked
from search.engines.base import ResultPage
from search.language import Span

MOST_MEANINGS = 6
MOST_SPANS = 4
LONGEST_QUOTED = 60


@dataclass(frozen=True)
class Way:
    """Words to search for instead."""

    words: str
    address: str


@dataclass(frozen=True)
class ReadAs:
    """A part of the query that was read as more than it says. `apart` where it has several meanings,
    of which somebody means one; else they all say the same."""

    typed: str
    ways: list[Way]
    more: int
    apart: bool


@dataclass(frozen=True)
class Corrected:
    """Words that nobody uses, read as others: what was typed, what is shown, and the way back."""

    typed: str
    whole: str
    shown: str
    address: str


@dataclass(frozen=True)
class Understood:
    """All there is to say of how a query was read. `meant` is what may have been meant instead, where
    what was typed was looked for all the same; `loosened` where nothing says what stood in quotes;
    `only` is the same search without the other meanings in `read_as`; `ended_at` are the last words
    that were read of a query that was too long; `literally` is the address that reads it freely
    again."""

    corrected: Corrected | None
    meant: Way | None
    loosened: bool
    read_as: list[ReadAs]
    only: Way | None
    ended_at: str
    literally: str
    no_words: bool

    def __bool__(self) -> bool:
        parts = (
            self.meant,
            self.loosened,
            self.read_as,
            self.ended_at,
            self.literally,
            self.no_words,
        )
        return self.corrected is not None or any(parts)


def understood(asked: Asked, answer: ResultPage, offered: Mapping[str, str]) -> Understood:
    """How the engine read what was asked; `offered` has other words for some that were typed."""
    reading = asked.reading
    answered = answer.reading or reading
    read_as = [] if reading.literal else list(_read_as(asked, answered))[:MOST_SPANS]
    return Understood(
        corrected=_corrected(asked, answer),
        meant=_meant(asked, offered),
        loosened=answer.loosened,
        read_as=read_as,
        only=_only(asked, answered.text, read_as),
        ended_at=_end(reading.text) if reading.cut else "",
        literally=asked.with_words(reading.text).address if reading.literal else "",
        no_words=bool(reading.text) and not reading,
    )


def _corrected(asked: Asked, answer: ResultPage) -> Corrected | None:
    if not answer.corrections or answer.reading is None:
        return None
    whole = asked.reading.text
    words = " ".join(correction.typed for correction in answer.corrections)
    return Corrected(
        typed=whole if len(whole) <= LONGEST_QUOTED else words,
        whole=whole if len(whole) <= LONGEST_QUOTED else f"{whole[:LONGEST_QUOTED].rstrip()}…",
        shown=answer.reading.text,
        address=asked.with_words(whole, literal=True).address,
    )


def _meant(asked: Asked, offered: Mapping[str, str]) -> Way | None:
    if not offered:
        return None
    words = asked.reading.text
    for typed, other in offered.items():
        words = _replaced(words, typed, other)
    return Way(words, asked.with_words(words).address)


def _read_as(asked: Asked, answered: language.Reading) -> Iterator[ReadAs]:
    for span in answered.spans:
        apart = span.is_acronym and len(span.senses) > 1
        others = list(span.senses if apart else dict.fromkeys(m.words for m in span.meanings))
        if not others:
            continue
        yield ReadAs(
            typed=span.typed,
            ways=[_way(asked, answered.text, span, other) for other in others[:MOST_MEANINGS]],
            more=max(0, len(others) - MOST_MEANINGS),
            apart=apart,
        )


def _only(asked: Asked, text: str, read_as: list[ReadAs]) -> Way | None:
    """The same words and nothing else for them, named where one part was read as more."""
    if not read_as:
        return None
    words = f"“{read_as[0].typed}”" if len(read_as) == 1 else "these words"
    return Way(words, asked.with_words(text, literal=True).address)


def _end(text: str) -> str:
    """The last three words, as far as there is room to quote them."""
    words = " ".join(text.split()[-3:])
    return words if len(words) <= LONGEST_QUOTED else f"…{words[-LONGEST_QUOTED:].lstrip()}"


def _way(asked: Asked, text: str, span: Span, other: str) -> Way:
    return Way(other, asked.with_words(instead(text, span, other)).address)


def instead(text: str, span: Span, other: str) -> str:
    """The query with other words in place of a span."""
    found = _replaced(text, span.typed, other)
    return found if found != text else other


def _replaced(text: str, typed: str, other: str) -> str:
    """Other words in place of the first that were typed so."""
    words = r"[\W_]+".join(re.escape(word) for word in typed.split())
    return re.sub(rf"(?<!\w){words}(?!\w)", lambda _: other, text, count=1)
