"""What somebody who has typed a few letters may want, whichever engine looks: jargon and service
areas that begin so, then what the engine finds."""

from __future__ import annotations

from collections.abc import Iterator

from search import language
from search.engines.base import Engine, Suggestion
from search.facets import Labels
from search.language import Jargon

MOST = 8
MOST_TERMS = 2
MOST_AREAS = 2
LONGEST_LABEL = 60


def suggest(letters: str, engine: Engine, jargon: Jargon, labels: Labels) -> list[Suggestion]:
    """At most eight, the known words first. `letters` is whatever somebody has typed."""
    start = _folded(letters)
    if not start:
        return []
    known = [*_terms(start, jargon)][:MOST_TERMS] + [*_areas(start, labels)][:MOST_AREAS]
    found = engine.suggest(letters, limit=MOST - len(known))
    if known and found and found[0].sort == "correction":
        found = []  # the letters begin something that is known
    return [*known, *found]


def _terms(start: str, jargon: Jargon) -> Iterator[Suggestion]:
    """Acronyms with what they mean, and terms that begin so; the shortest first."""
    entries = {entry for entries in jargon.by_key.values() for entry in entries}
    begun = [entry for entry in entries if _folded(entry.term).startswith(start)]
    named: set[str] = set()
    for entry in sorted(begun, key=lambda entry: (len(entry.term), entry.term, entry.others)):
        if entry.term not in named:
            named.add(entry.term)
            also = f": {entry.others[0]}" if entry.is_acronym and entry.others else ""
            yield Suggestion(f"{entry.term}{also}"[:LONGEST_LABEL], "words", words=entry.term)


def _areas(start: str, labels: Labels) -> Iterator[Suggestion]:
    """Service areas with a word that begins so."""
    for value in labels.all_of("area"):
        folded = _folded(value.label)
        if folded.startswith(start) or f" {start}" in folded:
            yield Suggestion(value.label, "area", value=value.value)


def _folded(text: str) -> str:
    return " ".join(language.fold(word.text) for word in language.words(language.clean(text)))
