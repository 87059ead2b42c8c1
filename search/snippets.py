"""The words of a hit, with what was found marked: made in Python for the hits that are shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from search import language

LONGEST = 240  # characters of a snippet
Pieces = tuple[tuple[str, bool], ...]

_ENDS = (". ", "! ", "? ", "\n")  # of a sentence
_END = re.compile(r"[.!?](?=\s)|\n")


@dataclass(frozen=True)
class Wanted:
    """The tokens to mark: single ones, and runs that are marked only where they stand together."""

    tokens: frozenset[str]
    runs: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def heads(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each run with the letters that its first word begins with."""
        return tuple((_head(run[0]), run) for run in self.runs)

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """Finds every word that may have one of the tokens, quickly; which do is asked after."""
        return _pattern(self.tokens | {token for run in self.runs for token in run})


@lru_cache(maxsize=256)
def _pattern(tokens: frozenset[str]) -> re.Pattern[str] | None:
    heads = {
        (t.lstrip(language.MARK)[:-1] if len(t) > 3 else t.lstrip(language.MARK)) for t in tokens
    }
    heads.discard("")
    if not heads:
        return None
    either = "|".join(re.escape(head) for head in sorted(heads, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{either})[\w'’]*", re.IGNORECASE)


def _head(token: str) -> str:
    """The letters that all words of a token begin with: its stem, but for a last letter that may be
    another ("bulki": bulky)."""
    bare = token.lstrip(language.MARK)
    return bare[:-1] if len(bare) > 2 else bare


def marked(text: str, wanted: Wanted) -> Pieces:
    """A text in pieces, each with whether it is marked."""
    found = _places(text, wanted)
    pieces, last = [], 0
    for start, end in found:
        if start > last:
            pieces.append((text[last:start], False))
        pieces.append((text[start:end], True))
        last = end
    if last < len(text) or not pieces:
        pieces.append((text[last:], False))
    return tuple(pieces)


def snippet(summary: str, body: str, wanted: Wanted) -> Pieces:
    """The summary, or the sentence of the body that says more of what was asked."""
    first = _different(summary, wanted)
    best = _best_sentence(body, wanted, more_than=first)
    return marked(best if best and _different(best, wanted) > first else summary, wanted)


def _different(text: str, wanted: Wanted) -> int:
    """How many different things that were asked for a text says."""
    pattern = wanted.pattern
    if pattern is None or not text:
        return 0
    found = set(pattern.findall(text))
    if not found:
        return 0
    said = {each for word in found for each in _tokens_of(word)}
    return len(said & wanted.tokens) + sum(
        [1 for run in _likely_runs(text, wanted) if _run_in(text, run)]
    )


def _likely_runs(text: str, wanted: Wanted) -> list[tuple[str, ...]]:
    """Those whose first word a text may have, found quickly."""
    if not wanted.runs:
        return []
    small = text.lower()
    return [run for head, run in wanted.heads if head in small]


def _best_sentence(body: str, wanted: Wanted, *, more_than: int) -> str:
    """The first sentence that says the most different things that were asked for, shortened; "" where
    none says more than so many. Only those with such a word are cut out and looked at."""
    best, most, last = "", more_than, 0
    for match in wanted.pattern.finditer(body) if wanted.pattern else ():
        if match.start() < last:
            continue  # of a sentence that was looked at
        start = max(last, *(body.rfind(end, last, match.start()) + 1 for end in _ENDS))
        ends = _END.search(body, match.end())
        last = ends.end() if ends else len(body)
        found = _different(body[start:last], wanted)
        if found > most:
            best, most = body[start:last], found
    return _shortened(best.strip(), wanted)


def _shortened(text: str, wanted: Wanted) -> str:
    """Cut between words, around the first that was asked for."""
    if len(text) <= LONGEST:
        return text
    found = _places(text, wanted)
    start = max(0, (found[0][0] if found else 0) - LONGEST // 4)
    if start:
        start = text.find(" ", start) + 1
    cut = text[start : start + LONGEST]
    if start + LONGEST < len(text):
        cut = cut.rsplit(" ", 1)[0].rstrip(",;:–") + " …"
    return f"… {cut}" if start else cut


def _places(text: str, wanted: Wanted) -> list[tuple[int, int]]:
    """Where to mark, in order, without overlaps."""
    pattern = wanted.pattern
    if pattern is None:
        return []
    found = [
        match.span() for match in pattern.finditer(text) if _is_wanted(match.group(), wanted.tokens)
    ]
    found += [place for run in _likely_runs(text, wanted) for place in _run_in(text, run)]
    places: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not places or start >= places[-1][1]:
            places.append((start, end))
    return places


def _is_wanted(word: str, tokens: frozenset[str]) -> bool:
    return not tokens.isdisjoint(_tokens_of(word))


@lru_cache(maxsize=50_000)
def _tokens_of(word: str) -> frozenset[str]:
    """What a word of a text may be asked for by, whether its capitals mean something or not."""
    bare = word.strip("'’")
    return frozenset((language.token(bare), language.stem(language.fold(bare))))


def _run_in(text: str, run: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where words stand one after the other."""
    pattern = _run_pattern(run)
    return [
        match.span()
        for match in pattern.finditer(text)
        if all(token in _tokens_of(word) for token, word in zip(run, match.groups(), strict=True))
    ]


@lru_cache(maxsize=2048)
def _run_pattern(run: tuple[str, ...]) -> re.Pattern[str]:
    words = (rf"({re.escape(_head(token))}[\w'’]*)" for token in run)
    return re.compile(r"(?<!\w)" + r"[^\w]+".join(words), re.IGNORECASE)
