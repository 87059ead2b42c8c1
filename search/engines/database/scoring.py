"""The exact score of a document that the index proposed, and why: BM25 over its weighted parts
(Robertson and Zaragoza, 2009), lifted where all words or neighbours are there, moved a little by
trust."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search.engines.base import MatchedWord, Signal, Why
from search.engines.database.documents import WEIGHTS
from search.engines.database.plan import Part, Plan, Run, Term
from search.engines.database.trust import Trust

K1, B = 1.2, 0.6
ALL_WORDS = 0.35  # how much more a document counts that has every word of several
TOGETHER = 0.1  # how much two words that stand together add, beside what each of them does
LOOSELY = 0.4  # what the words of an acronym's meaning count for, apart from each other
PLACES = ("title", "summary", "text", "filed")
SEVERAL = "several"


@dataclass(frozen=True)
class Shown:
    """What a hit shows of its listing."""

    kind: str
    object_id: int
    title: str
    summary: str
    body: str


@dataclass(frozen=True)
class Candidate:
    """A document that was proposed: the tokens of its parts, each with a blank on either side."""

    listing_id: int
    parts: tuple[str, ...]
    length: float
    trust: Trust


@dataclass(frozen=True)
class Found:
    """A part of the query as one document has it: the score, what answered, all that was found as
    the document may have it (each of them in one of several ways), and the words that are not
    there."""

    part: Part
    score: float
    typed: str
    found: str
    ways: tuple[tuple[str, ...], ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scored:
    """A candidate with its score. `words` is the score of the words alone."""

    candidate: Candidate
    score: float
    words: float
    found: tuple[Found, ...]
    missing: tuple[str, ...]
    lifts: tuple[tuple[str, float], ...]


def score(plan: Plan, candidate: Candidate, today: dt.date) -> Scored:
    """The exact score of one document, with all that went into it."""
    norm = K1 * (1 - B + B * candidate.length / (plan.rarity.average or 1))
    found, missing = [], []
    for part in plan.parts:
        each = _find(part, candidate, norm)
        if each is None:
            missing += [term.typed for term in part.terms]
        else:
            found.append(each)
            missing += each.missing
    words = sum([each.score for each in found])
    lifts = tuple(_lifts(plan, candidate, norm, found, words))
    total = words + sum([lift for _, lift in lifts])
    return Scored(
        candidate=candidate,
        score=total * candidate.trust.factor(today),
        words=words,
        found=tuple(found),
        missing=tuple(missing),
        lifts=lifts,
    )


def why(scored: Scored, today: dt.date) -> Why:
    """The shares of a score, in per cent of it."""
    whole = scored.score or 1.0
    total = scored.words + sum(lift for _, lift in scored.lifts)
    signals = [(name, lift) for name, lift in scored.lifts]
    signals += [(name, total * part) for name, part in scored.candidate.trust.parts(today)]
    return Why(
        words=tuple(
            MatchedWord(
                each.typed,
                each.found,
                _where(scored.candidate, each.ways),
                round(100 * each.score / whole),
            )
            for each in sorted(scored.found, key=lambda each: -each.score)
        ),
        missing=scored.missing,
        signals=tuple(Signal(name, round(100 * part / whole)) for name, part in signals),
    )


def _find(part: Part, candidate: Candidate, norm: float) -> Found | None:
    """The part of the query in the document: as typed, or by the synonym that counts most."""
    said = [_term_score(term, candidate, norm) for term in part.terms]
    as_typed = sum(said)
    best: Run | None = None
    most = 0.0
    for run in part.runs:
        value = run.idf * _saturated(_often(candidate.parts, run.written), norm)
        if value > most:
            best, most = run, value
    if not as_typed and not most:
        return _find_loosely(part, candidate, norm) if part.loose else None
    typed = " ".join([term.typed for term in part.terms])
    if best is not None and most > as_typed:
        return Found(part, most, typed, best.words, ((best.written,),))
    there = [term for term, value in zip(part.terms, said, strict=True) if value]
    missing: tuple[str, ...] = ()
    words = typed
    if len(there) < len(said):
        words = " ".join(term.typed for term in there)
        missing = tuple(term.typed for term in part.terms if term not in there)
    return Found(part, as_typed, words, words, tuple([term.written for term in there]), missing)


def _find_loosely(part: Part, candidate: Candidate, norm: float) -> Found | None:
    """More than half of the words of a meaning, wherever they stand."""
    best: Found | None = None
    for loose in part.loose:
        said = [_term_score(term, candidate, norm) for term in loose.terms]
        there = [term for term, value in zip(loose.terms, said, strict=True) if value]
        value = LOOSELY * sum(said)
        if len(there) >= loose.enough and (best is None or value > best.score):
            typed = " ".join(term.typed for term in part.terms)
            words = " ".join(term.typed for term in there)
            best = Found(part, value, typed, words, tuple(term.written for term in there))
    return best


def _term_score(term: Term, candidate: Candidate, norm: float) -> float:
    often = 0.0
    for token in term.written:
        often += _often(candidate.parts, token)
    return term.idf * term.said * _saturated(often, norm) if often else 0.0


def _saturated(often: float, norm: float) -> float:
    return often * (K1 + 1) / (often + norm) if often else 0.0


def _often(parts: Sequence[str], written: str) -> float:
    """How often tokens stand one after the other, each time as heavy as the part. Written out: a
    page of results asks this some thousand times."""
    title, summary, body, keywords = parts
    return (
        WEIGHTS[0] * title.count(written)
        + WEIGHTS[1] * summary.count(written)
        + WEIGHTS[2] * body.count(written)
        + WEIGHTS[3] * keywords.count(written)
    )


def _where(candidate: Candidate, wanted: Sequence[Sequence[str]]) -> str:
    """The first part of the document that has all that was found, each in one of its ways."""
    for name, part in zip(PLACES, candidate.parts, strict=True):
        if all(any(way in part for way in ways) for ways in wanted):
            return name
    return SEVERAL


def _lifts(
    plan: Plan, candidate: Candidate, norm: float, found: Sequence[Found], words: float
) -> Iterator[tuple[str, float]]:
    several = sum(len(part.terms) for part in plan.parts) > 1
    complete = len(found) == len(plan.parts) and not any(each.missing for each in found)
    if several and complete:
        yield "All your words", words * ALL_WORDS
    together = 0.0
    for idf, ways in plan.neighbours:
        often = 0.0
        for way in ways:
            often += _often(candidate.parts, way)
        if often:
            together += TOGETHER * idf * _saturated(often, norm)
    if together:
        yield "Your words together", together
