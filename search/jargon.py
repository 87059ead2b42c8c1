"""The jargon that queries are read with, as the site's editors keep it; kept in memory until a
synonym changes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from marketplace.core.models import Version
from search import language
from search.language import Entry, Jargon
from search.models import Synonym
from search.models.synonym import lines
from search.versions import JARGON

_kept: tuple[int, Jargon] | None = None


def is_kept() -> bool:
    """Whether this process has read any jargon already."""
    return _kept is not None


def keep(version: int, synonyms: Iterable[Synonym]) -> Jargon:
    """The jargon of rows that were read with the number of JARGON."""
    global _kept
    _kept = (version, compiled(synonyms))
    return _kept[1]


def current(version: int | None = None) -> Jargon:
    """The jargon as it is now. `version` is the number of JARGON where the caller knows it already;
    else one statement asks. Two statements after a change."""
    if version is None:
        version = Version.all_numbers().get(JARGON, 0)
    kept = _kept  # another thread may put another in its place meanwhile
    if kept is None or kept[0] != version:
        return keep(version, Synonym.objects.all())
    return kept[1]


def latest() -> Jargon:
    """The jargon that this process last read a query with: what `current` has just given, without
    asking again."""
    kept = _kept
    return kept[1] if kept is not None else current()


def compiled(synonyms: Iterable[Synonym]) -> Jargon:
    """Jargon from rows, saved or not."""
    by_key: dict[tuple[str, ...], dict[Entry, None]] = {}
    for synonym in synonyms:
        for entry in _entries(synonym):
            key = language.key_of(entry.term)
            if key:
                by_key.setdefault(key, {})[entry] = None
    return Jargon(
        by_key={key: tuple(entries) for key, entries in by_key.items()},
        longest=max(map(len, by_key), default=1),
    )


def _entries(synonym: Synonym) -> Iterable[Entry]:
    """Each way of putting it, with all the others."""
    ways = [synonym.term, *synonym.others]
    beside = frozenset(chain.from_iterable(map(language.key_of, lines(synonym.beside))))
    for way in ways:
        short = language.in_capitals(way)
        yield Entry(
            term=way,
            others=tuple(other for other in ways if other != way),
            is_acronym=short,
            everyday=short and synonym.everyday_word,
            beside=beside if short else frozenset(),
            others_in_capitals=synonym.everyday_word,
        )
