"""What upper slices hand to the lower ones: typed, ordered, closed once the apps are ready."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest

from marketplace.core.actor import Actor
from marketplace.core.health import Finding
from marketplace.core.listing import Findable, ResultCard


@dataclass(frozen=True)
class SubKind:
    """A sort of thing within a kind, by which results can be narrowed. `code` stands in addresses and
    in the facet "kind" of its listings, and no other kind or sub-kind has it."""

    code: str
    label: str


@dataclass(frozen=True)
class Kind:
    """A sort of thing that can be found, followed and written about.

    `listing(ids)` yields those of the things `ids` (all where it is None) that the public can find
    now, and leaves the others out; None for a kind that search does not show. `cards(ids)` gives
    those of them that can be shown, by id, in a fixed number of statements.

    Results are narrowed by kind, or by its `sub_kinds` where it has some, in the order of `order`.
    `nouns` are what one and several are called when they are counted, where those are not the label
    in small letters, with and without an s.
    """

    code: str
    model: str  # "app_label.Model"
    label: str
    listing: Callable[[Collection[int] | None], Iterable[Findable]] | None = None
    cards: Callable[[Collection[int]], Mapping[int, ResultCard]] | None = None
    order: int = 50
    nouns: tuple[str, str] | None = None
    sub_kinds: tuple[SubKind, ...] = ()

    @property
    def sorts(self) -> tuple[SubKind, ...]:
        """What its things are told apart by: its sub-kinds, or itself."""
        return self.sub_kinds or (SubKind(self.code, self.label),)

    @property
    def counted(self) -> tuple[str, str]:
        """What one of them is called, and what several are."""
        noun = self.label.lower()
        return self.nouns or (noun, f"{noun}s")


PLACES = frozenset({"home", "nav", "header", "person", "council", "vendor", "solution"})


@dataclass(frozen=True)
class Panel:
    """A piece of page that one slice shows in another's place.

    `place` is one of PLACES. `load(thing, request)` returns the template's context, or None to show
    nothing; `request` is None where a page is rendered without one. Raises ValueError for a place
    that does not exist.
    """

    name: str
    place: str
    order: int
    template: str
    load: Callable[[Any, HttpRequest], Mapping[str, Any] | None]

    def __post_init__(self) -> None:
        if self.place not in PLACES:
            raise ValueError(f"No such place for panels: {self.place}")


@dataclass(frozen=True)
class DueWork:
    """Work that falls due by itself: done by Celery beat, or by the runner where there is none.

    `run` is safe to call at any time, twice at once included.
    """

    name: str
    run: Callable[[], object]
    every: dt.timedelta


@dataclass(frozen=True)
class SetUp:
    """What a new site needs before its first page; safe to repeat."""

    name: str
    order: int
    run: Callable[[], object]


@dataclass(frozen=True)
class Grant:
    """What groups of people may do with an upper slice's models: permissions as "app.codename"."""

    name: str
    groups: tuple[str, ...]
    permissions: tuple[str, ...]


@dataclass(frozen=True)
class Demo:
    """What `make run` adds for trying things out; without `load`, what another command has added.

    `remove` is there for examples: it takes them off the site and returns the names of those that
    stay, because something that is no example points at them. What it took away, `load` does not
    bring back.
    """

    name: str
    order: int
    load: Callable[[], object] | None = None
    remove: Callable[[], list[str]] | None = None


@dataclass(frozen=True)
class Health:
    """Something that the site stands on, looked at whenever somebody asks whether it is ready.

    `check` is quick, changes nothing that anybody sees, and runs in a thread of its own with a
    database connection of its own. One that raises or does not answer in time counts as failing
    where it is `vital` (the site cannot serve without it), and as degraded where it is not.
    """

    name: str
    check: Callable[[], Finding]
    vital: bool = False


@dataclass(frozen=True)
class Held:
    """Something that is held about people, in words for them: what it is, why, and for how long."""

    what: str
    why: str
    how_long: str


@dataclass(frozen=True)
class HeldTable:
    """One list of what is held on a person: `found` are its entries, in order and not read yet; `row`
    makes of each what is handed out, with values as DjangoJSONEncoder takes them. Without it they
    are handed out as they are found, by `values()`."""

    name: str
    found: QuerySet[Any, Any]
    row: Callable[[Any], Mapping[str, Any]] | None = None

    def rows(self) -> list[Mapping[str, Any]]:
        """All of it."""
        return [self.row(each) for each in self.found] if self.row else list(self.found)

    def count(self) -> int:
        """How many entries there are: one statement, which loads none of them."""
        return self.found.count()


@dataclass(frozen=True)
class PersonalData:
    """What a slice holds about people, and what becomes of it.

    `models` are those that it answers for, "app_label.Model". `tables(user_id)` yields what the site
    holds on that person, empty lists too. `erase(user_id)` takes the person out of it, within the transaction of the whole erasure: what must stay, stays
    without them. Safe to repeat. `held` is what the page on privacy says of it.
    """

    name: str
    models: tuple[str, ...]
    tables: Callable[[int], Iterable[HeldTable]]
    erase: Callable[[int], object]
    order: int = 50
    held: tuple[Held, ...] = ()

    def export(self, user_id: int) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
        """The name of each list, and its rows."""
        return ((table.name, table.rows()) for table in self.tables(user_id))

    def counts(self, user_id: int) -> Iterator[tuple[str, int]]:
        """The name of each list, and how many entries it has."""
        return ((table.name, table.count()) for table in self.tables(user_id))


@dataclass(frozen=True)
class Merge:
    """What of a slice follows when one organisation goes on as another.

    `move(old_id, new_id)` moves it, within the transaction of the whole merger; what is history
    stays where it was. Safe to repeat.
    """

    name: str
    move: Callable[[int, int], object]
    order: int = 50


@dataclass(frozen=True)
class SecondFactor:
    """A part that nobody plays with a password alone: `needed(user)` says whether this person plays
    it now. One statement at most."""

    name: str
    needed: Callable[[Any], bool]


@dataclass(frozen=True)
class Waiting:
    """Things of one sort that wait for somebody who works in the admin: how many, the words that
    follow the number, the address where they are dealt with, and since when the longest has waited
    at most (UTC; None where that is not known)."""

    count: int
    words: str
    url: str
    since: dt.datetime | None = None


@dataclass(frozen=True)
class Queue:
    """What of a slice waits for moderators: counted on the admin's first page, and in the letter that
    tells them of it. `waiting(person)` is empty for who does not deal with it."""

    name: str
    waiting: Callable[[Any], Sequence[Waiting]]
    order: int = 50


class CannotEndYet(ValueError):
    """Something that rests on a person's address, and that cannot end now; the message says what has
    to be done first, to be shown."""


@dataclass(frozen=True)
class Ending:
    """Something that ends where a person has another address: `what` it is, by name, and how it can
    be `kept`, in words for them. Where it cannot end before something is done, `first` says what,
    and `url` where."""

    what: str
    kept: str
    first: str = ""
    url: str = ""


@dataclass(frozen=True)
class RestsOnAddress:
    """What of a slice rests on a person's confirmed address.

    `endings(user_id, email)` tells beforehand what would end if that were their only address; with
    an empty one, what would end with an address that nobody knows. `hold(user_id)` locks what may
    change, within the transaction of the change and before any row of the person is written.
    `end(user_id, actor)` ends, later in it, what none of their confirmed addresses bears any more:
    safe to repeat, and raises CannotEndYet.
    """

    name: str
    endings: Callable[[int, str], Sequence[Ending]]
    hold: Callable[[int], object]
    end: Callable[[int, Actor], object]


class RegistryClosed(RuntimeError):
    """Something registered after the apps were ready."""


class AlreadyRegistered(ValueError):
    """Two things claim the same name."""


T = TypeVar("T")


class Registry(Generic[T]):
    """Things of one type by name, in order."""

    def __init__(
        self, name: str, *, key: Callable[[T], str], order: Callable[[T], Any] | None = None
    ) -> None:
        self.name = name
        self._key = key
        self._order = order
        self._items: dict[str, T] = {}
        self._closed = False

    def register(self, item: T) -> T:
        """Add one. Raises RegistryClosed once the apps are ready, AlreadyRegistered for a name
        that is taken."""
        if self._closed:
            raise RegistryClosed(f"{self.name} is closed: register from AppConfig.ready().")
        key = self._key(item)
        if key in self._items:
            raise AlreadyRegistered(f"{self.name} already holds {key}.")
        self._items[key] = item
        return item

    def close(self) -> None:
        """Sort what there is and take nothing more."""
        if self._order is not None:
            self._items = dict(sorted(self._items.items(), key=lambda pair: self._order(pair[1])))  # type: ignore[misc]
        self._closed = True

    def __iter__(self) -> Iterator[T]:
        return iter(self._items.values())

    def get(self, key: str) -> T:
        """The one of that name. Raises KeyError."""
        return self._items[key]


kinds: Registry[Kind] = Registry("kinds", key=lambda kind: kind.code, order=lambda kind: kind.order)
panels: Registry[Panel] = Registry(
    "panels", key=lambda panel: panel.name, order=lambda panel: (panel.place, panel.order)
)
due_work: Registry[DueWork] = Registry("due work", key=lambda work: work.name)
set_ups: Registry[SetUp] = Registry(
    "set-ups", key=lambda step: step.name, order=lambda step: step.order
)
grants: Registry[Grant] = Registry("grants", key=lambda grant: grant.name)
demos: Registry[Demo] = Registry("demos", key=lambda demo: demo.name, order=lambda demo: demo.order)
healths: Registry[Health] = Registry("healths", key=lambda health: health.name)
personal_data: Registry[PersonalData] = Registry(
    "personal data", key=lambda data: data.name, order=lambda data: data.order
)
merges: Registry[Merge] = Registry(
    "merges", key=lambda merge: merge.name, order=lambda merge: merge.order
)
second_factors: Registry[SecondFactor] = Registry("second factors", key=lambda factor: factor.name)
queues: Registry[Queue] = Registry(
    "queues", key=lambda queue: queue.name, order=lambda queue: queue.order
)
rest_on_addresses: Registry[RestsOnAddress] = Registry(
    "what rests on addresses", key=lambda rests: rests.name
)

ALL: tuple[Registry[Any], ...] = (
    kinds, panels, due_work, set_ups, grants, demos, healths, personal_data, merges, second_factors,
    queues, rest_on_addresses,
)  # fmt: skip


def panels_at(place: str) -> list[Panel]:
    """The panels of one place, in order. Raises ValueError for a place that does not exist."""
    if place not in PLACES:
        raise ValueError(f"No such place for panels: {place}")
    return [panel for panel in panels if panel.place == place]


def close_all() -> None:
    """Called once, by config, when every app is ready."""
    for registry in ALL:
        registry.close()


def demo_loads() -> Iterator[tuple[str, Callable[[], object]]]:
    """What `make run` adds, by name and in order."""
    return ((demo.name, demo.load) for demo in demos if demo.load is not None)
