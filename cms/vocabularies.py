"""Both vocabularies in one statement: every list of solutions needs them, and has few to spend."""

from __future__ import annotations

from django.db.models import BooleanField, CharField, F, Value

from cms.models import Approach, ServiceArea


def load_vocabularies() -> tuple[list[Approach], list[ServiceArea]]:
    """All approaches and all service areas, each in their order."""
    columns = ("vocabulary", "order", "name", "pk", "slug", "question_or_none", "home")
    approaches = Approach.objects.order_by().annotate(
        vocabulary=Value("approach", output_field=CharField()),
        question_or_none=F("question"),
        home=Value(False, output_field=BooleanField()),
    )
    areas = ServiceArea.objects.order_by().annotate(
        vocabulary=Value("area", output_field=CharField()),
        question_or_none=Value("", output_field=CharField()),
        home=F("on_home"),
    )
    rows = (
        approaches.values_list(*columns)
        .union(areas.values_list(*columns), all=True)
        .order_by("order", "name")
    )
    found: tuple[list[Approach], list[ServiceArea]] = ([], [])
    for vocabulary, order, name, pk, slug, question, home in rows:
        if vocabulary == "approach":
            found[0].append(Approach(pk=pk, order=order, name=name, slug=slug, question=question))
        else:
            found[1].append(
                ServiceArea(pk=pk, order=order, name=name, slug=slug, on_home=bool(home))
            )
    return found
