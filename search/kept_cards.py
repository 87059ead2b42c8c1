"""Cards of results that a process keeps until something that can be found changes: to compose them
takes longer than to find them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from marketplace.core import clock, registry
from marketplace.core.listing import ResultCard
from marketplace.core.rendering import render_part

MOST = 4_000  # of some 7 kB each, with all that a card holds

Thing = tuple[str, int]  # kind and id


@dataclass(frozen=True)
class DrawnCard:
    """A card with its address, and as HTML the line above its title and the column beside it."""

    card: ResultCard
    url: str
    head: str
    facts: str


@dataclass
class _Kept:
    """The cards of one number and day, in two halves: where there is no more room, those go that
    nobody has asked for since the last time."""

    version: int = 0
    day: dt.date | None = None
    late: dict[Thing, DrawnCard] = field(default_factory=dict)
    early: dict[Thing, DrawnCard] = field(default_factory=dict)

    def get(self, thing: Thing) -> DrawnCard | None:
        card = self.late.get(thing)
        if card is None and (card := self.early.get(thing)) is not None:
            self.put(thing, card)
        return card

    def put(self, thing: Thing, card: DrawnCard) -> None:
        if len(self.late) >= MOST // 2:
            self.early, self.late = self.late, {}
        self.late[thing] = card


_kept = _Kept()


def cards_of(things: Iterable[Thing], version: int) -> dict[Thing, DrawnCard]:
    """The cards of things, kind by kind; those that have just gone are missing. `version`: the number
    that is another after each change of what can be found, read before the things were; 0 where
    there is none, and then nothing is kept."""
    wanted = list(things)
    kept = _of(version)
    held = {thing: card for thing in wanted if (card := kept.get(thing)) is not None}
    drawn = _drawn(thing for thing in wanted if thing not in held)
    if version:
        for thing, card in drawn.items():
            kept.put(thing, card)
    return held | drawn


def forget() -> None:
    """Keep nothing of what was."""
    global _kept
    _kept = _Kept()


def _of(version: int) -> _Kept:
    global _kept
    held, today = _kept, clock.today()
    if held.version != version or held.day != today:
        held = _kept = _Kept(version, today)
    return held


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
