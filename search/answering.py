"""Asks the engine what an address says, and fetches the cards of what it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.http import QueryDict

from cms.vocabularies import load_vocabularies
from marketplace.core import clock, registry
from search import addresses, engines, kept_answers, remembered, suggesting
from search.addresses import Asked
from search.engines.base import ResultPage, Suggestion
from search.engines.bounding import SECONDS, SECONDS_OF_SUGGESTIONS, bounded
from search.facets import Labels
from search.kept_cards import DrawnCard, Thing, cards_of
from search.language import Reading, clean
from search.presenting import Results, present

LONGEST_START = 60  # characters of what is being typed


@dataclass(frozen=True)
class Suggested:
    """A line of suggestions: what it says, what sort of thing it is, and where it leads."""

    label: str
    kind: str
    url: str


def results(parameters: QueryDict) -> Results:
    """What the page of results shows for an address, whatever it says."""
    jargon, labels, version = remembered.current()
    asked = addresses.read(parameters, labels, jargon)
    with bounded(SECONDS):
        engine = engines.engine()
        query = asked.query(clock.today())
        answer = kept_answers.answered(asked, version, lambda: engine.search(query))
        read = answer.reading or asked.reading
        offered = engine.better_known(read) if may_offer(asked, answer) else {}
    cards = cards_of(((hit.kind, hit.object_id) for hit in answer.hits), version)
    areas = [] if answer.total else [a for a in load_vocabularies().areas if a.on_home]
    return present(asked, answer, labels, cards, areas, offered, usual=engine.name)


def may_offer(asked: Asked, answer: ResultPage) -> bool:
    """Whether to ask if other words were meant: not of what was corrected or is taken as typed, nor
    again on each page."""
    literal = asked.reading.literal or answer.corrections or asked.reading.cut
    return bool(asked.reading) and answer.total > 0 and answer.page == 1 and not literal


def suggestions(letters: str) -> list[dict[str, str]]:
    """What somebody who has typed these letters may want, as the script takes it."""
    start = clean(letters)[:LONGEST_START]
    if not start:
        return []
    jargon, labels, version = remembered.current()
    with bounded(SECONDS_OF_SUGGESTIONS):
        found = suggesting.suggest(start, engines.engine(), jargon, labels)
    things = [each.object for each in found if each.object is not None]
    cards = cards_of(things, version)
    lines = (_line(each, cards, labels) for each in found)
    return [asdict(line) for line in lines if line is not None]


def _line(
    suggestion: Suggestion, cards: Mapping[Thing, DrawnCard], labels: Labels
) -> Suggested | None:
    if suggestion.sort == "area":
        area = labels.of("area", suggestion.value)
        asked = Asked(chosen={"area": (area,)} if area else {})
        return Suggested(suggestion.label, "Service area", asked.address)
    if suggestion.object is None:
        asked = Asked(reading=Reading(text=suggestion.words))
        kind = "Did you mean" if suggestion.sort == "correction" else "Search"
        return Suggested(suggestion.label, kind, asked.address)
    drawn = cards.get(suggestion.object)
    if drawn is None:
        return None
    card = drawn.card
    kind = card.meta[0] if card.meta else registry.kinds.get(suggestion.object[0]).label
    return Suggested(suggestion.label, kind, card.url)
