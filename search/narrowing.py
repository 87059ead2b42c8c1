"""How results are narrowed: the facets with their counts, and the filters that are on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from search.addresses import Asked
from search.facets import FACETS, Facet, Labels, Value

SHOWN_FIRST = 6
FEWEST_FOLDED = 3  # hiding one or two would save no room


@dataclass(frozen=True)
class Choice:
    """A value of a facet that can be chosen, with how many results it has."""

    id: str
    slug: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class ShownFacet:
    """A facet with its values; the `folded` ones come in a disclosure, which is `open` where one of
    them is chosen."""

    code: str
    label: str
    first: list[Choice]
    folded: list[Choice]

    @property
    def open(self) -> bool:
        return any(choice.chosen for choice in self.folded)


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the parameters without it."""

    label: str
    query: str


def shown_facets(
    asked: Asked, counts: Mapping[str, Mapping[str, int]], labels: Labels
) -> list[ShownFacet]:
    """The facets that have values here, or chosen ones."""
    found = []
    for facet in FACETS:
        choices = _choices(facet, asked, counts.get(facet.code, {}), labels)
        if not choices:
            continue
        fold = len(choices) >= SHOWN_FIRST + FEWEST_FOLDED
        place = SHOWN_FIRST if fold else len(choices)
        found.append(ShownFacet(facet.code, facet.label, choices[:place], choices[place:]))
    return found


def _choices(facet: Facet, asked: Asked, counts: Mapping[str, int], labels: Labels) -> list[Choice]:
    """The order follows neither the choice nor its result, so that nothing moves under a finger."""
    chosen = asked.chosen.get(facet.code, ())
    known = [labels.of(facet.code, value) for value, count in counts.items() if count > 0]
    values = dict.fromkeys([*filter(None, known), *chosen])

    def order(value: Value) -> tuple[int, int, str]:
        often = counts.get(value.value, 0) if facet.by_count else 0
        return (-often, labels.place(facet.code, value.value), value.label)

    return [
        Choice(
            id=f"{facet.code}-{'_'.join(value.slug.split())}",
            slug=value.slug,
            label=value.label,
            count=counts.get(value.value, 0),
            chosen=value in chosen,
        )
        for value in sorted(values, key=order)
    ]


def chips(asked: Asked) -> list[Chip]:
    """The filters that are on, each with the address without it."""
    found = [Chip(value.label, asked.without(code, value).encoded) for code, value in asked.values]
    if not asked.examples:
        found.append(Chip("Without examples", asked.with_examples(True).encoded))
    return found
