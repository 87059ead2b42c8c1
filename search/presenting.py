"""The answer of an engine as the page shows it: counted, explained, and with the ways on from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

from django.core.paginator import Paginator

from cms.models import ServiceArea
from marketplace.core import registry
from marketplace.core.listing import EXAMPLES, KIND, MADE_UP, ResultCard
from search import language
from search.addresses import Asked
from search.engines.base import BEST, LAST_PAGE, NEWEST, PER_PAGE, STRONGEST, TITLE, Hit, Why
from search.engines.base import ResultPage as Answer
from search.facets import Labels
from search.kept_cards import DrawnCard, Thing
from search.narrowing import Chip, ShownFacet, chips, shown_facets
from search.understanding import Understood, understood
from search.widening import Widened, widened

SORT_WORDS = {
    BEST: "Best match",
    STRONGEST: "Strongest evidence",
    NEWEST: "Newest",
    TITLE: "A to Z",
}
WHERE = {
    "title": "In the title",
    "summary": "In the summary",
    "text": "In the text",
    "filed": "Filed under",
    "several": "In several parts",
}

Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class ShownHit:
    """A result: its card as it was drawn, title and snippet in pieces that are marked or not, the
    reasons for its place, and the language of the snippet, "" for English."""

    drawn: DrawnCard
    title: Pieces
    snippet: Pieces
    why: list[str]
    language: str = ""

    @property
    def card(self) -> ResultCard:
        return self.drawn.card


@dataclass(frozen=True)
class SortChoice:
    """A way to sort; the usual one has no value, so that it follows what is asked."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Results:
    """Everything that the page of results shows. `stood_in`: another engine than usual answered."""

    asked: Asked
    total: int
    heading: str
    title: str
    hits: list[ShownHit]
    facets: list[ShownFacet]
    chips: list[Chip]
    understood: Understood
    sorts: list[SortChoice]
    examples: int
    pages: int
    widened: Widened | None
    areas: Sequence[ServiceArea] = ()
    stood_in: bool = False

    @cached_property
    def listed(self) -> object:
        """The page among the pages, as components/pages.html takes it."""
        return Paginator(range(max(self.pages, 1)), 1).get_page(self.asked.page)

    @cached_property
    def page_links(self) -> list[int | str]:
        numbers = Paginator(range(max(self.pages, 1)), 1)
        return list(numbers.get_elided_page_range(self.asked.page, on_each_side=1, on_ends=1))

    @property
    def query(self) -> str:
        """The parameters of its address without the page."""
        return self.asked.on_page(1).encoded

    @property
    def clear_query(self) -> str:
        return self.asked.without_filters().encoded

    @property
    def toggled_examples(self) -> str:
        return self.asked.with_examples(not self.asked.examples).address

    @property
    def is_cut(self) -> bool:
        """Whether there is more than can be leafed through."""
        return self.total > LAST_PAGE * PER_PAGE and self.asked.page == self.pages

    @property
    def is_indexed(self) -> bool:
        """Whether search engines elsewhere may list it: not what somebody typed, nor every
        combination of filters."""
        return not self.asked.reading.text and len(self.asked.values) <= 2 and not self.asked.sort


def present(
    asked: Asked,
    answer: Answer,
    labels: Labels,
    cards: Mapping[Thing, DrawnCard],
    areas: Sequence[ServiceArea] = (),
    offered: Mapping[str, str] = MappingProxyType({}),
    usual: str = "",
) -> Results:
    """What the page shows of an answer, which the engine `usual` gives on other days. A hit without a card has gone meanwhile and is left out;
    `areas` are offered where nothing is found, `offered` are words in place of some that were typed."""
    asked = replace(asked, page=answer.page)
    examples = answer.facets.get(EXAMPLES, {}).get(MADE_UP, 0)
    heading = _heading(asked, answer, examples if asked.examples else 0)
    return Results(
        asked=asked,
        total=answer.total,
        heading=heading,
        title=_title(asked, answer, heading),
        hits=[
            _shown(hit, cards[hit.kind, hit.object_id])
            for hit in answer.hits
            if (hit.kind, hit.object_id) in cards
        ],
        facets=shown_facets(asked, answer.facets, labels),
        chips=chips(asked),
        understood=understood(asked, answer, offered),
        sorts=_sorts(asked),
        examples=examples,
        pages=answer.pages,
        widened=None if answer.total else widened(asked, answer),
        areas=areas,
        stood_in=bool(usual) and answer.engine != usual,
    )


def _sorts(asked: Asked) -> list[SortChoice]:
    usual = asked.usual_sort
    others = [sort for sort in (STRONGEST, NEWEST, TITLE) if sort != usual]
    return [
        SortChoice("", SORT_WORDS[usual], not asked.sort),
        *(SortChoice(sort, SORT_WORDS[sort], sort == asked.sort) for sort in others),
    ]


# Counting -----------------------------------------------------------------------------------------


def _heading(asked: Asked, answer: Answer, examples: int) -> str:
    """ "12 solutions", "12 results, 3 of them examples"."""
    one, many = _noun(asked, answer)
    if not answer.total:
        return f"No {many}"
    counted = f"{answer.total:,} {one if answer.total == 1 else many}"
    if not examples:
        return counted
    if examples == answer.total:
        return f"{counted}, {'an example' if examples == 1 else 'all examples'}"
    return f"{counted}, {examples:,} of them {'an example' if examples == 1 else 'examples'}"


def _noun(asked: Asked, answer: Answer) -> tuple[str, str]:
    """What all that was found is called, where it is of one kind."""
    counted = {sort for sort, count in answer.facets.get(KIND, {}).items() if count}
    chosen = {value.value for value in asked.chosen.get(KIND, ())}
    sorts = counted & chosen if chosen else counted
    for kind in registry.kinds:
        if sorts and sorts <= {sort.code for sort in kind.sorts}:
            return kind.counted
    return "result", "results"


def _title(asked: Asked, answer: Answer, heading: str) -> str:
    named = [value.label for _, value in asked.values]
    words = (answer.reading or asked.reading).text or asked.reading.text
    parts = [f"{words}: {heading}" if words else heading if named else "Search"]
    parts += [", ".join(named)] if named else []
    parts += [f"page {asked.page}"] if asked.page > 1 else []
    return ", ".join(parts)


# Explaining ---------------------------------------------------------------------------------------


def _shown(hit: Hit, drawn: DrawnCard) -> ShownHit:
    card = drawn.card
    snippet = hit.snippet or ((card.summary, False),)
    return ShownHit(
        drawn=drawn,
        title=hit.title or ((card.title, False),),
        snippet=snippet,
        why=reasons(hit.why),
        language=card.language_of("".join(piece for piece, _ in snippet)),
    )


def reasons(why: Why) -> list[str]:
    """Why a result stands where it does, a sentence each, with the shares of its score."""
    found = []
    by_place: dict[str, list[str]] = defaultdict(list)
    shares: dict[str, int] = defaultdict(int)
    for word in why.words:
        where = word.where if word.where in WHERE else "text"
        by_place[where].append(_matched(word.typed, word.found))
        shares[where] += word.share
    for where, words in WHERE.items():
        if where in by_place:
            named = _listed(dict.fromkeys(by_place[where]))
            found.append(f"{words}: {named}, {min(shares[where], 100)}% of its score")
    if why.missing:
        found.append(f"Not in it: {_listed(f'“{word}”' for word in why.missing)}")
    for signal in why.signals:
        if signal.share > 0:
            found.append(f"{signal.name}: lifts it by {signal.share}%")
        elif signal.share < 0:
            found.append(f"{signal.name}: holds it back by {-signal.share}%")
    return found


def _matched(typed: str, found: str) -> str:
    said = set(language.key_of(found)) <= set(language.key_of(typed))
    return f"“{found}”" if said else f"“{found}” for “{typed}”"


def _listed(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
