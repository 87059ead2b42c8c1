"""The words of made-up solutions: those that councils use first, then tens of thousands that
nobody does, each drawn as often as its rank says (Zipf and Mandelbrot)."""

from __future__ import annotations

import random
import tomllib
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, islice
from pathlib import Path
from typing import Any, NamedTuple

VOCABULARY = Path(__file__).with_name("vocabulary.toml")
EXPONENT, OFFSET = 1.07, 2.7
INVENTED_NOUNS, INVENTED_ADJECTIVES, INVENTED_NAMES = 36_000, 8_000, 6_000
SHORT, LONG = (
    9_000,
    0.6,
)  # invented words have two syllables until there are so many, then often three
COMMONEST = 40  # nouns stand in the order that they are told in; those after them are mixed
OF_A_TOPIC = 600  # of the invented nouns, so that those of one topic meet each other


class Ranked(NamedTuple):
    """Words in the order of how common they are."""

    words: tuple[str, ...]
    up_to: tuple[float, ...]  # how often each comes, added up so far; 1 at the end

    def at(self, place: float) -> str:
        """The word at a place from 0 to 1, drawn evenly."""
        return self.words[bisect(self.up_to, place)]


@dataclass(frozen=True)
class Lexicon:
    """All of them by the letter that a sentence names them by (see `sentences`): those of any
    topic, and those of one."""

    shared: dict[str, Ranked]
    topics: dict[str, dict[str, Ranked]]


def ranked(words: Sequence[str]) -> Ranked:
    """The words with how often each is drawn, by its place."""
    weights = [(place + OFFSET) ** -EXPONENT for place in range(1, len(words) + 1)]
    total = sum(weights)
    return Ranked(tuple(words), (*accumulate(each / total for each in weights[:-1]), 1.0))


def even(words: Sequence[str]) -> Ranked:
    """The words, one as common as another."""
    return Ranked(tuple(words), tuple(place / len(words) for place in range(1, len(words) + 1)))


@cache
def lexicon() -> Lexicon:
    """Read and invented once a process; the same on every machine."""
    told = vocabulary()
    nouns = [_with_plural(word) for word in told["nouns"].split()]
    nouns += [(word, word) for word in told["mass"].split()]
    nouns += [(word, _plural(word)) for word in told["acronyms"].split()]
    verbs = [_forms(word) for word in told["verbs"].split()]
    real = {word for pair in nouns for word in pair} | {form for verb in verbs for form in verb}
    new = (word for word in invented() if word not in real)
    more = list(islice(new, INVENTED_NOUNS))
    first, others = nouns[:COMMONEST], nouns[COMMONEST:]
    random.Random("nouns").shuffle(others)  # noqa: S311 - made up, not secret
    nouns = [*first, *others, *((word, f"{word}s") for word in more)]
    adjectives = [*told["adjectives"].split(), *islice(new, INVENTED_ADJECTIVES)]
    shared = {
        "n": ranked([one for one, _ in nouns]),
        "N": ranked([many for _, many in nouns]),
        "a": ranked(adjectives),
        "p": ranked(told["people"].split()),
        "s": ranked([word.title() for word in islice(new, INVENTED_NAMES)]),
        "v": ranked([base for base, _, _ in verbs]),
        "d": ranked([past for _, past, _ in verbs]),
        "g": ranked([going for _, _, going in verbs]),
        "x": even([*map(str, range(2, 100)), *(f"{each:,}" for each in range(120, 9000, 110))]),
        "y": even([str(year) for year in range(2016, 2026)]),
    }
    topics = {}
    for place, (topic, words) in enumerate(told["topics"].items()):
        own = [_with_plural(word) for word in words.split()]
        own += [(word, f"{word}s") for word in more[place :: len(told["topics"])][:OF_A_TOPIC]]
        topics[topic] = {"t": ranked([one for one, _ in own]), "T": ranked([m for _, m in own])}
    return Lexicon(shared, topics)


@cache
def vocabulary() -> dict[str, Any]:
    """What vocabulary.toml says."""
    with VOCABULARY.open("rb") as file:
        return tomllib.load(file)


def invented() -> Iterator[str]:
    """Words that nobody uses, none twice, without end: short ones first, as common words are."""
    onsets, nuclei, middles, ends = (told.split() for told in vocabulary()["syllables"].values())
    rng = random.Random("words")  # noqa: S311 - made up, not secret
    seen: set[str] = set()
    while True:
        parts = [rng.choice(onsets), rng.choice(nuclei)]
        if len(seen) > SHORT and rng.random() < LONG:
            parts += [rng.choice(middles), rng.choice(nuclei)]
        word = "".join([*parts, rng.choice(middles), rng.choice(ends)])
        if word not in seen:
            seen.add(word)
            yield word


def _with_plural(word: str) -> tuple[str, str]:
    one, _, many = word.partition("/")
    return one, many or _plural(one)


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "ch", "sh")):
        return f"{word}es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}s"


def _forms(verb: str) -> tuple[str, str, str]:
    """Base, past and with -ing."""
    told = verb.split("/")
    if len(told) > 1:
        return told[0], told[1], told[2]
    if verb.endswith("e"):
        return verb, f"{verb}d", f"{verb[:-1]}ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb, f"{verb[:-1]}ied", f"{verb}ing"
    return verb, f"{verb}ed", f"{verb}ing"
