"""Both vocabularies in one statement: every list of solutions needs them, and has few to spend."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import BooleanField, CharField, F, Value

from cms.models import Approach, CatalogueVersion, ServiceArea


@dataclass(frozen=True)
class Vocabularies:
    """All approaches and all service areas, each in their order, and the catalogue's version at
    that time, None where nothing was ever found."""

    approaches: list[Approach]
    areas: list[ServiceArea]
    version: int | None


def load_vocabularies() -> tuple[list[Approach], list[ServiceArea]]:
    """All approaches and all service areas, each in their order."""
    found = load_with_version()
    return found.approaches, found.areas


def load_with_version() -> Vocabularies:
    """The same with the catalogue's version, still one statement."""
    columns = (
        "vocabulary",
        "order_or_0",
        "called",
        "pk_or_number",
        "code",
        "question_or_none",
        "home",
    )
    words = CharField()
    none = Value("", output_field=words)
    no = Value(False, output_field=BooleanField())
    approaches = Approach.objects.order_by().annotate(
        vocabulary=Value("approach", output_field=words), order_or_0=F("order"), called=F("name"),
        pk_or_number=F("pk"), code=F("slug"), question_or_none=F("question"), home=no,
    )  # fmt: skip
    areas = ServiceArea.objects.order_by().annotate(
        vocabulary=Value("area", output_field=words), order_or_0=F("order"), called=F("name"),
        pk_or_number=F("pk"), code=F("slug"), question_or_none=none, home=F("on_home"),
    )  # fmt: skip
    versions = CatalogueVersion.objects.order_by().annotate(
        vocabulary=Value("version", output_field=words), order_or_0=F("id"), called=none,
        pk_or_number=F("number"), code=none, question_or_none=none, home=no,
    )  # fmt: skip
    rows = (
        approaches.values_list(*columns)
        .union(areas.values_list(*columns), versions.values_list(*columns), all=True)
        .order_by("order_or_0", "called")
    )
    found = Vocabularies([], [], None)
    version = None
    for vocabulary, order, name, number, slug, question, home in rows:
        if vocabulary == "approach":
            found.approaches.append(
                Approach(pk=number, order=order, name=name, slug=slug, question=question)
            )
        elif vocabulary == "area":
            found.areas.append(
                ServiceArea(pk=number, order=order, name=name, slug=slug, on_home=bool(home))
            )
        else:
            version = number
    return Vocabularies(found.approaches, found.areas, version)
