"""The facets: by what results are narrowed, with the labels of their values, read late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from cms.listings import SAVED
from cms.strength import WORDS
from cms.vocabularies import load_vocabularies
from marketplace.core import registry
from marketplace.core.listing import EXAMPLES, KIND, MADE_UP, NO_EVIDENCE, REAL
from marketplace.core.models import Version
from marketplace.organisations.listings import SIZES
from marketplace.organisations.models import CouncilType
from search.versions import LABELS

LONGEST_VALUE = 120


@dataclass(frozen=True)
class Facet:
    """One facet. `code` is its parameter in addresses; `open_ended` where any value may come up,
    which is then its own label; `by_count` where its values are listed by how often they are found,
    not in their given order."""

    code: str
    label: str
    open_ended: bool = False
    by_count: bool = True


FACETS = (
    Facet(KIND, "Kind", by_count=False),
    Facet("area", "Service area"),
    Facet("approach", "Approach"),
    Facet("evidence", "Evidence strength", by_count=False),
    Facet("saved", "Money saved", by_count=False),
    Facet("type", "Council type"),
    Facet("size", "Council size", by_count=False),
    Facet("region", "Region", open_ended=True),
    Facet("licence", "Licence", open_ended=True),
)
CODES = tuple(facet.code for facet in FACETS)


@dataclass(frozen=True)
class Value:
    """A value of a facet: as listings hold it, as addresses have it, and as people read it."""

    value: str
    slug: str
    label: str


class Labels:
    """The values of every facet that is not open-ended, in their order."""

    def __init__(self, values: Mapping[str, Sequence[Value]]) -> None:
        self._by_value = {code: {v.value: v for v in found} for code, found in values.items()}
        self._by_slug = {code: {v.slug: v for v in found} for code, found in values.items()}
        self._order = {code: {v.value: n for n, v in enumerate(f)} for code, f in values.items()}

    def of(self, code: str, value: str) -> Value | None:
        """A value by what listings hold; None where its label is gone."""
        if code not in self._by_value:
            return Value(value, value, value)
        return self._by_value[code].get(value)

    def at(self, code: str, slug: str) -> Value | None:
        """A value by what an address has; None where there is none of that name."""
        if code not in self._by_slug:
            return Value(slug, slug, slug) if slug and len(slug) <= LONGEST_VALUE else None
        return self._by_slug[code].get(slug)

    def all_of(self, code: str) -> list[Value]:
        """Every value of a facet that is not open-ended, in its order."""
        return list(self._by_value.get(code, {}).values())

    def place(self, code: str, value: str) -> int:
        """Where a value stands in the given order of its facet."""
        return self._order.get(code, {}).get(value, 0)


class Named(Protocol):
    """A row of a vocabulary."""

    @property
    def pk(self) -> int: ...
    @property
    def slug(self) -> str: ...
    @property
    def name(self) -> str: ...


_kept: tuple[int, Labels] | None = None


def is_kept() -> bool:
    """Whether this process has read labels already."""
    return _kept is not None


def keep(version: int, approaches: Iterable[Named], areas: Iterable[Named]) -> Labels:
    """The labels of rows that were read with the number of LABELS."""
    global _kept
    _kept = (version, made(approaches, areas))
    return _kept[1]


def labels(version: int | None = None) -> Labels:
    """The labels as they are now. `version` is the number of LABELS where the caller knows it;
    else one statement asks. Two statements after a change."""
    if version is None:
        version = Version.all_numbers().get(LABELS, 0)
    kept = _kept  # another thread may put another in its place meanwhile
    if kept is None or kept[0] != version:
        vocabularies = load_vocabularies()
        return keep(version, vocabularies.approaches, vocabularies.areas)
    return kept[1]


def made(approaches: Iterable[Named], areas: Iterable[Named]) -> Labels:
    """The labels of every facet: of these rows, of the kinds that the slices registered, and of what
    never changes. EXAMPLES is no facet that is shown: the address hides examples by it."""
    strengths = [Value(str(n), str(n), f"{n} {WORDS[n]}") for n in range(5, -1, -1)]
    sorts = [sort for kind in registry.kinds if kind.listing is not None for sort in kind.sorts]
    return Labels(
        {
            KIND: [Value(sort.code, sort.code, sort.label) for sort in sorts],
            "area": [Value(str(a.pk), a.slug, a.name) for a in areas],
            "approach": [Value(str(a.pk), a.slug, a.name) for a in approaches],
            "evidence": [*strengths, Value(NO_EVIDENCE, NO_EVIDENCE, "No evidence yet")],
            "saved": [Value(band.code, band.code, band.label) for band in SAVED],
            "size": [Value(band.code, band.code, band.label) for band in SIZES],
            "type": [Value(value, value, str(label)) for value, label in CouncilType.choices],
            EXAMPLES: [Value(REAL, REAL, "Real"), Value(MADE_UP, MADE_UP, "Examples")],
        }
    )
