"""Both vocabularies in one statement: every list of solutions needs them, and has few to spend."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import BooleanField, CharField, F, Value

from cms.models import Approach, ServiceArea
from marketplace.core.findable import FINDABLE
from marketplace.core.models import Version

COLUMNS = ("of", "order", "name", "pk", "slug", "question_or_none", "home")


@dataclass(frozen=True)
class Vocabularies:
    """All approaches and all service areas, each in their order, and the number of what could be
    found when they were read, None where there was none."""

    approaches: list[Approach]
    areas: list[ServiceArea]
    version: int | None


def load_vocabularies() -> Vocabularies:
    """Both, with the number: one statement."""
    words = CharField()
    nothing, no = Value("", output_field=words), Value(False, output_field=BooleanField())
    approaches = Approach.objects.order_by().annotate(
        of=Value("approach", output_field=words), question_or_none=F("question"), home=no
    )
    areas = ServiceArea.objects.order_by().annotate(
        of=Value("area", output_field=words), question_or_none=nothing, home=F("on_home")
    )
    versions = Version.objects.filter(name=FINDABLE).annotate(
        of=Value("version", output_field=words), order=Value(0), slug=nothing,
        question_or_none=nothing, home=no,
    )  # fmt: skip
    rows = (
        approaches.values_list(*COLUMNS)
        .union(
            areas.values_list(*COLUMNS),
            versions.values_list(*("number" if name == "pk" else name for name in COLUMNS)),
            all=True,
        )
        .order_by("order", "name")
    )
    found: dict[str, list[tuple]] = {"approach": [], "area": [], "version": []}
    for of, *row in rows:
        found[of].append(tuple(row))
    return Vocabularies(
        [
            Approach(pk=pk, order=order, name=name, slug=slug, question=question)
            for order, name, pk, slug, question, _ in found["approach"]
        ],
        [
            ServiceArea(pk=pk, order=order, name=name, slug=slug, on_home=bool(home))
            for order, name, pk, slug, _, home in found["area"]
        ],
        next((number for _, _, number, *_ in found["version"]), None),
    )
