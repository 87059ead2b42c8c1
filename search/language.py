"""The one reading of words: of documents as tokens, of queries as spans, for every engine alike.

A token is a folded, stemmed word (Snowball's English stemmer); what is written in capitals, like
"SEND" or "EqIA", is a token of its own with a mark before it ("_send"), so that an acronym and the
everyday word that looks like it never meet. Marking asks no list of acronyms, so a synonym that an
editor saves holds at once, for documents that were taken in long before.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

import Stemmer

from search.weak_words import WEAK

VERSION = 2  # raise it where documents get other tokens: the next sweep takes all of them in anew
MARK = "_"
LONGEST_QUERY = 1000  # characters; what comes after is not read, and the page says so
MOST_WORDS = 100
MOST_BOUND = 20  # in a longer text that was pasted, quotes are somebody else's
LONGEST_TOKEN = 40
MOST_RUNS = 8

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_QUOTED = re.compile(r'["“”]([^"“”]*)["“”]')
_POSSESSIVE = re.compile(r"['’]s$", re.I)
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
_stemmers = threading.local()  # a stemmer belongs to one thread


class Word(NamedTuple):
    """A word where it stands in a text."""

    start: int
    end: int
    text: str


def clean(text: str) -> str:
    """Text that any database and any page can hold: no control characters, no lone surrogates, one
    blank between words."""
    return " ".join(_UNSEEN.sub(" ", unicodedata.normalize("NFKC", text)).split())


def words(text: str) -> Iterator[Word]:
    """The words of a text, in order."""
    for match in _WORD.finditer(text):
        yield Word(match.start(), match.end(), match.group())


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """A word without case, accents, apostrophes and the s of possession."""
    bare = _POSSESSIVE.sub("", word).replace("'", "").replace("’", "")
    if bare.isascii():
        return bare.lower()[:LONGEST_TOKEN]
    split = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", bare).casefold())
    return "".join(c for c in split if not unicodedata.combining(c))[:LONGEST_TOKEN]


@lru_cache(maxsize=200_000)
def stem(folded: str) -> str:
    """The stem of a folded word."""
    stemmer = getattr(_stemmers, "english", None)
    if stemmer is None:
        stemmer = _stemmers.english = Stemmer.Stemmer("english", 0)
    return str(stemmer.stemWord(folded)) or folded


@lru_cache(maxsize=200_000)
def token(word: str) -> str:
    """The token of a word as a document has it: marked where it is written in capitals."""
    return MARK + acronym(word) if in_capitals(word) else stem(fold(word))


WEAK_TOKENS = frozenset(stem(fold(word)) for word in WEAK)


def in_capitals(word: str) -> bool:
    """Whether it is written as acronyms are: mostly capitals and figures, two at least, a letter
    among them; the s of a plural does not count ("EHCPs", "DoLS", "S106", "MP's")."""
    bare = _singular(word)
    if not 2 <= len(bare) <= 8:
        return False
    capitals = sum(c.isupper() for c in bare)
    figures = sum(c.isdigit() for c in bare)
    return capitals >= 1 and capitals + figures >= 2 and 2 * (capitals + figures) > len(bare)


@lru_cache(maxsize=20_000)
def acronym(word: str) -> str:
    """An acronym without case and without the s of its plural."""
    return fold(_singular(word))


def _singular(word: str) -> str:
    """Without the small s after capitals: "EHCPs", "EqIAs", but not "DoLs"."""
    bare = _POSSESSIVE.sub("", word)
    if len(bare) > 2 and bare.endswith("s") and (bare[:-1].isupper() or bare[-3:-1].isupper()):
        return bare[:-1]
    return bare


def is_shouted(found: Sequence[str]) -> bool:
    """Whether somebody wrote all of it in capitals, which then mean nothing."""
    letters = [word for word in found if any(c.isalpha() for c in word)]
    loud = sum(word.isupper() and len(word) > 1 for word in letters)
    return len(letters) >= 3 and loud * 10 >= len(letters) * 7


def tokens(text: str) -> list[str]:
    """The tokens of a document's text, in order."""
    found = _WORD.findall(unicodedata.normalize("NFKC", text))
    if is_shouted(found[:MOST_WORDS]):  # whoever shouts does so from the beginning
        return [stem(fold(word)) for word in found if fold(word)]
    return [each for each in map(token, found) if each]


def plain_words(text: str) -> set[str]:
    """The different words of a document's text, folded but whole."""
    return {fold(word) for word in set(_WORD.findall(unicodedata.normalize("NFKC", text)))}


def tokens_of_word(folded: str) -> list[str]:
    """The tokens by which documents may hold a folded word, in capitals or not."""
    marked = (MARK + folded, MARK + folded.removesuffix("s"))
    return list(dict.fromkeys((stem(folded), *marked)))


# Queries ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class QueryWord:
    """A word of a query. `alternatives` are the tokens any of which is this word; a `weak` one says
    how is asked, not what."""

    typed: str
    folded: str
    alternatives: tuple[str, ...]
    weak: bool = False


@dataclass(frozen=True)
class Meaning:
    """Another way of putting a span: in words, and as runs of tokens of which one must stand in a
    document. `sense` tells the meanings of an ambiguous acronym apart: those of one sense belong
    together."""

    words: str
    runs: tuple[tuple[str, ...], ...]
    sense: str


@dataclass(frozen=True)
class Span:
    """One or more words of a query that are one thing, with what else means the same. `is_acronym`
    where an abbreviation was recognised."""

    words: tuple[QueryWord, ...]
    meanings: tuple[Meaning, ...] = ()
    is_acronym: bool = False
    typed: str = ""

    @property
    def senses(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(meaning.sense for meaning in self.meanings))


@dataclass(frozen=True)
class Reading:
    """A query as it is understood. `phrases` stood in quotes: a document must have the words of each
    one after the other. `cut` where it was too long to be read to its end."""

    text: str = ""
    spans: tuple[Span, ...] = ()
    phrases: tuple[tuple[QueryWord, ...], ...] = ()
    cut: bool = False
    literal: bool = False

    @property
    def words(self) -> tuple[QueryWord, ...]:
        return tuple(word for span in self.spans for word in span.words)

    def __bool__(self) -> bool:
        return bool(self.spans)


@dataclass(frozen=True)
class Entry:
    """What a jargon list says of one way of putting things: the other ways, and whether it is also
    an everyday word, which then needs capitals or one of the words `beside` it to be read so. In a
    document the acronyms among `others` count only in capitals where `others_in_capitals`."""

    term: str
    others: tuple[str, ...]
    is_acronym: bool
    everyday: bool = False
    beside: frozenset[str] = frozenset()  # stems
    others_in_capitals: bool = False


@dataclass(frozen=True)
class Jargon:
    """All entries by the stems of their words. Made by `search.jargon`."""

    by_key: Mapping[tuple[str, ...], tuple[Entry, ...]] = field(default_factory=dict)
    longest: int = 1


NO_JARGON = Jargon()


def key_of(term: str) -> tuple[str, ...]:
    """What a term is looked up by: the stems of its words, capitals or not."""
    found = words(unicodedata.normalize("NFKC", term))
    return tuple(stem(fold(word.text)) for word in found if fold(word.text))


def read_query(text: str, jargon: Jargon = NO_JARGON, *, literal: bool = False) -> Reading:
    """Read what somebody typed, whatever it is. `literal`: as it stands, without other meanings."""
    whole = clean(text)
    kept = whole[:LONGEST_QUERY]
    if len(whole) > LONGEST_QUERY and " " in kept:
        kept = kept.rsplit(" ", 1)[0]
    outside = _QUOTED.sub(lambda match: " " * len(match.group()), kept)
    loud = _is_shouted(kept, jargon)
    found = [(word.text, True) for match in _QUOTED.finditer(kept) for word in words(match[1])]
    found += [(word.text, False) for word in words(outside)]
    free = [word for word, is_quoted in found if not is_quoted]
    quoted = [word for word, is_quoted in found if is_quoted]
    spans = [Span((_read_word(word, loud),), typed=word) for word in quoted]
    spans += _spans(
        free, NO_JARGON if literal else jargon, frozenset(key_of(" ".join(quoted))), loud
    )
    return Reading(
        text=kept,
        spans=tuple(span for span in spans if span.words)[:MOST_WORDS],
        phrases=tuple(_phrases(kept, loud)) if len(found) <= MOST_BOUND else (),
        cut=len(kept) < len(whole) or len(found) > MOST_WORDS,
        literal=literal,
    )


def _is_shouted(text: str, jargon: Jargon) -> bool:
    """Whether capitals mean nothing in a query: not where every word is an acronym that is known."""
    found = [word.text for word in words(text)]
    return is_shouted(found) and not all(
        any(entry.is_acronym for entry in jargon.by_key.get(key_of(word), ())) for word in found
    )


def replaced(reading: Reading, instead: Mapping[str, str], jargon: Jargon) -> Reading:
    """The same query with words read as others (by what was typed), and so understood anew."""

    def put(match: re.Match[str]) -> str:
        return instead.get(match.group(), match.group())

    return replace(
        read_query(_WORD.sub(put, reading.text), jargon, literal=reading.literal), cut=reading.cut
    )


def _read_word(word: str, loud: bool = False) -> QueryWord:
    folded = fold(word)
    if in_capitals(word) and not loud:
        short = acronym(word)
        both = (MARK + short,) if short in WEAK else (MARK + short, stem(folded))
        return QueryWord(word, folded, both)
    stemmed = stem(folded)
    if folded in WEAK:
        return QueryWord(word, folded, (stemmed,), weak=True)
    marked = (MARK + folded, MARK + stemmed) if len(folded) <= 8 else ()
    return QueryWord(word, folded, tuple(dict.fromkeys((stemmed, *marked))))


def _spans(typed: list[str], jargon: Jargon, quoted: frozenset[str], loud: bool) -> Iterator[Span]:
    place = 0
    while place < len(typed):
        span = None
        for length in range(min(jargon.longest, len(typed) - place), 0, -1):
            near = quoted | _neighbours(typed, place, length)
            span = _known(typed[place : place + length], jargon, near, loud)
            if span is not None:
                break
        span = span or Span((_read_word(typed[place], loud),), typed=typed[place])
        if span.words[0].folded:
            yield span
        place += len(span.words)


def _neighbours(typed: list[str], place: int, length: int) -> frozenset[str]:
    """The stems of the words on either side, weak ones passed over."""
    before = (fold(word) for word in reversed(typed[:place]))
    after = (fold(word) for word in typed[place + length :])
    nearest = (next((word for word in side if word not in WEAK), "") for side in (before, after))
    return frozenset(stem(word) for word in nearest if word)


def _known(part: list[str], jargon: Jargon, near: frozenset[str], loud: bool) -> Span | None:
    """The span that a part of a query is, where the jargon knows it."""
    entries = jargon.by_key.get(tuple(stem(fold(word)) for word in part), ())
    if not entries and len(part) == 1 and (len(part[0]) > 3 or in_capitals(part[0])):
        # "hmos": the plural of an acronym, which the stemmer may not know as one
        entries = tuple(
            entry
            for entry in jargon.by_key.get((stem(fold(part[0]).removesuffix("s")),), ())
            if entry.is_acronym
        )
    entries = tuple(entry for entry in entries if _is_named(entry, part))
    meant = [entry for entry in entries if _is_meant(entry, part, near, loud)]
    if not meant:
        if any(entry.everyday for entry in entries):
            # The everyday word, and so not the acronym.
            word = _read_word(part[0].lower())
            plain = tuple(each for each in word.alternatives if not each.startswith(MARK))
            return Span((replace(word, typed=part[0], alternatives=plain),), typed=part[0])
        return None
    short = any(entry.is_acronym for entry in meant)
    read = tuple(_read_word(word, loud) for word in part)
    if short and len(part) == 1:
        name = acronym(meant[0].term)
        read = (
            replace(
                read[0],
                alternatives=(MARK + name,)
                if meant[0].everyday
                else tuple(dict.fromkeys((MARK + name, stem(name), *read[0].alternatives))),
                weak=False,
            ),
        )
    meanings = tuple(
        Meaning(
            other,
            runs_of(other, entry.others_in_capitals),
            sense=_sense(entry) if short else meant[0].term,
        )
        for entry in meant
        for other in entry.others
    )
    return Span(read, meanings, is_acronym=short, typed=" ".join(part))


def _is_named(entry: Entry, part: list[str]) -> bool:
    """Whether a single word is an acronym or its plural, not only of the same stem: "I'm" is no IMS."""
    names = {fold(entry.term), acronym(entry.term)}
    typed = fold(part[0])
    return not entry.is_acronym or len(part) > 1 or bool({typed, typed.removesuffix("s")} & names)


def _sense(entry: Entry) -> str:
    """What an acronym means in words, where any are told."""
    return next((other for other in entry.others if not in_capitals(other)), entry.others[0])


def _is_meant(entry: Entry, part: list[str], near: frozenset[str], loud: bool) -> bool:
    if not entry.everyday:
        return True
    return (in_capitals(part[0]) and not loud) or bool(entry.beside & near)


def runs_of(term: str, only_in_capitals: bool = False) -> tuple[tuple[str, ...], ...]:
    """The runs of tokens by which a document may put a term; an acronym that is also an everyday
    word `only_in_capitals`."""
    choices = [
        ((MARK + acronym(word.text),) if only_in_capitals else _both(word.text))
        if in_capitals(word.text)
        else (stem(fold(word.text)),)
        for word in words(unicodedata.normalize("NFKC", term))
    ]
    return tuple(run for run in islice(product(*choices), MOST_RUNS) if run)


def _both(short: str) -> tuple[str, str]:
    """The tokens of an acronym in capitals and without."""
    return MARK + acronym(short), stem(acronym(short))


def _phrases(text: str, loud: bool) -> Iterator[tuple[QueryWord, ...]]:
    for match in _QUOTED.finditer(text):
        read = tuple(_read_word(word.text, loud) for word in words(match[1]))
        if read:
            yield read[:MOST_WORDS]
