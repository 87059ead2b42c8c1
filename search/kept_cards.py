"""Cards of results that a process keeps until something that can be found changes: to compose them
takes longer than to find them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from marketplace.core import registry
from marketplace.core.listing import ResultCard
from marketplace.core.rendering import render_part
from search.kept import Kept

MOST = 4_000  # of some 7 kB each, with all that a card holds

Thing = tuple[str, int]  # kind and id


@dataclass(frozen=True)
class DrawnCard:
    """A card with its address, and as HTML the line above its title and the column beside it."""

    card: ResultCard
    url: str
    head: str
    facts: str


_kept: Kept[Thing, DrawnCard] = Kept(lambda: MOST)
forget = _kept.forget


def cards_of(things: Iterable[Thing], version: int) -> dict[Thing, DrawnCard]:
    """The cards of things, kind by kind; those that have just gone are missing. `version`: the number
    that is another after each change of what can be found, read before the things were; 0 where
    there is none, and then nothing is kept."""
    wanted = list(things)
    kept = _kept.under(version)
    held = {thing: card for thing in wanted if (card := kept.get(thing)) is not None}
    drawn = _drawn(thing for thing in wanted if thing not in held)
    if version:
        for thing, card in drawn.items():
            kept.put(thing, card)
    return held | drawn


def _drawn(things: Iterable[Thing]) -> dict[Thing, DrawnCard]:
    ids = defaultdict(set)
    for kind, number in things:
        ids[kind].add(number)
    found: dict[Thing, DrawnCard] = {}
    for code, numbers in sorted(ids.items()):
        make_cards = registry.kinds.get(code).cards
        if make_cards is not None:
            for number, card in make_cards(numbers).items():
                found[code, number] = DrawnCard(
                    card,
                    url=card.url,
                    head=render_part("search/hit_head.html", {"card": card}),
                    facts=render_part(card.facts, {"card": card}) if card.facts else "",
                )
    return found
