"""What a page without results offers instead: the nearest searches that may find something."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.core.listing import EXAMPLES
from search.addresses import Asked
from search.engines.base import ResultPage
from search.facets import FACETS, Facet

MOST_WORDS_TO_DROP = 6


@dataclass(frozen=True)
class Offer:
    """A search that asks for less: what it leaves out, in words, and its address."""

    words: str
    address: str


@dataclass(frozen=True)
class Widened:
    """The ways on from a page without results, nearest first. `dropped` is the search without the
    one filter that keeps most away; `others` are searches without one of the other filters."""

    dropped: Offer | None
    others: list[Offer]
    unquoted: Offer | None
    freely: str
    fewer: list[Offer]
    unfiltered: str


def widened(asked: Asked, answer: ResultPage) -> Widened:
    """Where to go from here: what leaving each filter out would find came with the answer."""
    without = [(answer.without.get(facet.code, 0), facet) for facet in FACETS]
    useful = [
        (count, _without(asked, facet))
        for count, facet in without
        if count and facet.code in asked.chosen
    ]
    if not asked.examples and (count := answer.without.get(EXAMPLES, 0)):
        useful.append((count, Offer("with the examples", asked.with_examples(True).address)))
    offers = [offer for _, offer in sorted(useful, key=lambda pair: -pair[0])]
    filtered = bool(asked.chosen) or not asked.examples
    return Widened(
        dropped=offers[0] if offers else None,
        others=offers[1:],
        unquoted=_unquoted(asked),
        freely=asked.with_words(asked.reading.text).address if asked.reading.literal else "",
        fewer=_fewer(asked),
        unfiltered=asked.without_filters().address if filtered else "",
    )


def _without(asked: Asked, facet: Facet) -> Offer:
    labels = ", ".join(value.label for value in asked.chosen[facet.code])
    return Offer(f"without “{labels}”", asked.without(facet.code).address)


def _unquoted(asked: Asked) -> Offer | None:
    """Words in quotes must stand one after the other; without them they need not."""
    if not asked.reading.phrases:
        return None
    words = " ".join(asked.reading.text.translate(str.maketrans('“”"', "   ")).split())
    return Offer(words, asked.with_words(words).address)


def _fewer(asked: Asked) -> list[Offer]:
    """The query without each of its words that say something."""
    spans = [span for span in asked.reading.spans if not all(word.weak for word in span.words)]
    if asked.reading.phrases or not 2 <= len(spans) <= MOST_WORDS_TO_DROP:
        return []
    found = []
    for left_out in spans:
        words = " ".join(span.typed for span in spans if span is not left_out)
        found.append(Offer(words, asked.with_words(words).address))
    return found
