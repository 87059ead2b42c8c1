"""What a reading asks of the index: which tokens, how rare each is, and which of them choose."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

from search import language
from search.engines.database.documents import GAP
from search.language import Meaning, QueryWord, Reading, Span

COMMON = 0.5  # what stands in more documents than this tells nothing, unless there is nothing else
CHOOSING = 0.1  # what is no more frequent chooses the candidates, where there are enough of such
ENOUGH_CHOOSERS = 3
MOST_CHOOSERS = 10  # where all are frequent: so that no query asks for everything many times over
MOST_EXPANDED = 12  # spans of a query that are looked for by other meanings too
MOST_RUNS = 60  # other meanings altogether
MOST_PHRASE_RUNS = 8
FEWEST_LOOSE, MOST_LOOSE = 3, 5  # words of a meaning that need not stand together
MEANING = 0.9  # a synonym counts for a little less than the word itself


@dataclass(frozen=True)
class Rarity:
    """In how many documents each token stands, as last counted; one that is not in `df` stands in
    none, one that came since counts for one. `documents` is how many there are, `average` their mean weighted length."""

    documents: int
    average: float
    df: Mapping[str, int]

    def idf(self, df: float) -> float:
        """As BM25 has it, never below nought."""
        df = min(max(df, 0.5), self.documents)
        return math.log(1 + (self.documents - df + 0.5) / (df + 0.5))


@dataclass(frozen=True)
class Term:
    """A word of the query: the tokens any of which is it, what it weighs, whether it says how is
    asked and not what, how often it was said, and whether a document that has nothing else of its
    part is proposed for it."""

    typed: str
    tokens: tuple[str, ...]
    idf: float
    df: int
    weak: bool = False
    said: int = 1
    proposes: bool = True

    @cached_property
    def written(self) -> tuple[str, ...]:
        """Each token as a document has it."""
        return tuple(written([token]) for token in self.tokens)


@dataclass(frozen=True)
class Run:
    """A synonym: tokens one after the other."""

    words: str
    tokens: tuple[str, ...]
    idf: float

    @cached_property
    def written(self) -> str:
        """The tokens as a document has them."""
        return written(self.tokens)


@dataclass(frozen=True)
class Loose:
    """A meaning of an acronym whose words need not stand together."""

    words: str
    terms: tuple[Term, ...]

    @property
    def enough(self) -> int:
        """How many of the words a document must have: more than half."""
        return len(self.terms) // 2 + 1

    @property
    def choices(self) -> list[tuple[Term, ...]]:
        """The sets of words any of which is enough."""
        there = [term for term in self.terms if term.tokens]
        return list(combinations(there, self.enough))


@dataclass(frozen=True)
class Part:
    """A span of the query that counts: all its terms, or any of its runs instead, or where there
    are neither, most of the words of a meaning."""

    terms: tuple[Term, ...]
    runs: tuple[Run, ...]
    chooses: bool = True
    loose: tuple[Loose, ...] = ()

    @property
    def df(self) -> int:
        """In how many documents at the most."""
        return min((term.df for term in self.terms), default=1)

    @property
    def is_weak(self) -> bool:
        return all(term.weak for term in self.terms)

    @property
    def is_there(self) -> bool:
        """Whether any document can have it."""
        return bool(self.runs or self.loose) or any(term.tokens for term in self.terms)


@dataclass(frozen=True)
class Plan:
    """All of it. `phrases` must stand in a document, each in one of its runs of tokens; `pairs` are
    terms that stood beside each other in the query."""

    parts: tuple[Part, ...]
    phrases: tuple[tuple[tuple[str, ...], ...], ...]
    pairs: tuple[tuple[Term, Term], ...]
    rarity: Rarity

    @cached_property
    def neighbours(self) -> tuple[tuple[float, tuple[str, ...]], ...]:
        """How rare each pair is, and how a document has it."""
        return tuple(
            (
                first.idf + second.idf,
                tuple(written([one, other]) for one in first.tokens for other in second.tokens),
            )
            for first, second in self.pairs
        )

    @property
    def nothing_fits(self) -> bool:
        """Whether a phrase has a word that no document has, or none of the words is in any."""
        return any(not runs for runs in self.phrases) or not any(p.is_there for p in self.parts)


def written(run: Sequence[str]) -> str:
    """Tokens one after the other, as a document has them."""
    return f" {GAP.join(run)} "


NOTHING = Plan((), (), (), Rarity(1, 1.0, {}))


def bounded(reading: Reading) -> Reading:
    """The reading with no more other meanings than a question has that somebody asks."""
    spans, expanded, runs = [], 0, 0
    for span in reading.spans:
        kept = []
        if span.meanings and expanded < MOST_EXPANDED:
            expanded += 1
            for meaning in span.meanings:
                runs += len(meaning.runs)
                if runs <= MOST_RUNS:
                    kept.append(meaning)
        spans.append(replace(span, meanings=tuple(kept)))
    return replace(reading, spans=tuple(spans))


def tokens_of(reading: Reading) -> set[str]:
    """Every token that the reading may ask for."""
    found: set[str] = set()
    for span in bounded(reading).spans:
        for word in span.words:
            found.update(word.alternatives)
        for meaning in span.meanings:
            for run in meaning.runs:
                found.update(run)
            if span.is_acronym:
                for word in language.read_query(meaning.words).words:
                    found.update(word.alternatives)
    for phrase in reading.phrases:
        for word in phrase:
            found.update(word.alternatives)
    return found


def make_plan(reading: Reading, rarity: Rarity) -> Plan:
    """What a reading asks of an index in which tokens are as rare as that."""
    spans = bounded(reading).spans
    parts = _choose(_merged(_part(span, rarity) for span in spans), rarity)
    return Plan(
        parts=tuple(parts),
        phrases=tuple(tuple(_phrase_runs(phrase, rarity)) for phrase in reading.phrases),
        pairs=tuple(_pairs(reading, parts)),
        rarity=rarity,
    )


def _part(span: Span, rarity: Rarity) -> Part:
    # "the tip" is about a tip; only where there is nothing else do such words count.
    telling = [word for word in span.words if not word.weak] or span.words
    terms = tuple(_term(word, rarity) for word in telling)
    # Nor does "council" alone propose anything for "council tax support".
    most = rarity.documents * COMMON
    if any(term.tokens and term.df <= most for term in terms):
        terms = tuple(replace(term, proposes=term.df <= most) for term in terms)
    runs = [run for meaning in span.meanings for run in _runs(meaning, rarity)]
    loose = _loose(span, rarity) if span.is_acronym else ()
    return Part(terms, tuple(runs), loose=tuple(loose))


def _term(word: QueryWord, rarity: Rarity) -> Term:
    tokens = tuple(token for token in word.alternatives if token in rarity.df)
    df = sum(rarity.df[token] for token in tokens)
    return Term(word.typed, tokens, rarity.idf(df) if tokens else 0.0, df, word.weak)


def _runs(meaning: Meaning, rarity: Rarity) -> Iterator[Run]:
    for run in meaning.runs:
        if all(token in rarity.df for token in run):
            rarest = [rarity.idf(rarity.df[token]) for token in run]
            # Its rarest word says most of how rare it is; the others stand beside it anyway.
            idf = max(rarest) + 0.3 * (sum(rarest) - max(rarest))
            yield Run(meaning.words, run, MEANING * idf)


def _loose(span: Span, rarity: Rarity) -> Iterator[Loose]:
    """ "CTR" finds what is told of council tax, where nobody tells of council tax reduction."""
    for meaning in span.meanings:
        telling = [w for w in language.read_query(meaning.words).words if not w.weak]
        terms = tuple(_term(word, rarity) for word in telling)
        loose = Loose(meaning.words, terms)
        if FEWEST_LOOSE <= len(terms) <= MOST_LOOSE and loose.choices:
            yield loose


def _merged(parts: Iterator[Part]) -> list[Part]:
    """Words that a query says again are one part that was said so often."""
    found: dict[object, Part] = {}
    for part in parts:
        key = tuple(term.tokens or term.typed for term in part.terms)
        if key in found:
            old = found[key]
            part = replace(
                old, terms=tuple(replace(term, said=term.said + 1) for term in old.terms)
            )
        found[key] = part
    return list(found.values())


def _choose(parts: list[Part], rarity: Rarity) -> list[Part]:
    """Leave out what says nothing, and let the rare ones choose where they are enough."""
    most = rarity.documents * COMMON
    telling = [part for part in parts if part.runs or (part.df <= most and not part.is_weak)]
    telling = telling if any(part.is_there for part in telling) else parts
    rare = rarity.documents * CHOOSING
    choosers = [part for part in telling if part.df <= rare and part.is_there]
    if len(choosers) < ENOUGH_CHOOSERS:
        there = sorted((part for part in telling if part.is_there), key=lambda part: part.df)
        choosers = there[:MOST_CHOOSERS]
        if len(choosers) == len(there):
            return telling
    return [replace(part, chooses=part in choosers) for part in telling]


def _phrase_runs(phrase: tuple[QueryWord, ...], rarity: Rarity) -> Iterator[tuple[str, ...]]:
    runs: list[tuple[str, ...]] = [()]
    for word in phrase:
        tokens = [token for token in word.alternatives if token in rarity.df]
        runs = [(*run, token) for run in runs for token in tokens][:MOST_PHRASE_RUNS]
    yield from runs


def _pairs(reading: Reading, parts: list[Part]) -> Iterator[tuple[Term, Term]]:
    by_typed = {term.typed: term for part in parts for term in part.terms if term.tokens}
    typed = [word.typed for word in reading.words]
    for first, second in itertools.pairwise(typed):
        if first in by_typed and second in by_typed and first != second:
            yield by_typed[first], by_typed[second]
