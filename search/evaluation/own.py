"""The project's own judged queries, over what this site has: documents are named by sort and slug,
"solution/…", "guidance/…", "council/…" or "vendor/…"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db.models import Model

from search import projection
from search.evaluation.collection import Judged, read_judged, some
from search.models import Listing

FOLDER = Path(__file__).parent.parent / "relevance"


@dataclass(frozen=True)
class OwnSet:
    """The judged queries, and `names`: what the listings of this site are called in them.
    `unresolved` are the documents that were judged and are not on this site: nothing is expected of
    them."""

    judged: Judged
    names: dict[int, str]
    unresolved: tuple[str, ...] = ()


def load(folder: Path = FOLDER) -> OwnSet:
    """The judged queries of a folder, as far as their documents are here."""
    judged = read_judged(folder)
    names = names_of_listings()
    here = set(names.values())
    both = (judged.grades, judged.must_find)
    lost = sorted({name for each in both for rows in each.values() for name in rows} - here)
    grades, must_find = (
        {query: {d: n for d, n in rows.items() if d in here} for query, rows in each.items()}
        for each in both
    )
    notes = (*judged.notes, f"Judged, but not on this site: {some(lost)}") if lost else judged.notes
    return OwnSet(Judged(judged.queries, grades, must_find, notes), names, tuple(lost))


def names_of_listings() -> dict[int, str]:
    """Every listing that is shown, by its id."""
    slugs = {kind.code: _slugs(apps.get_model(kind.model)) for kind in projection.kinds()}
    return {
        pk: f"{kind}/{slugs.get(kind, {}).get(thing, thing)}"
        for pk, kind, thing in Listing.objects.shown().values_list("pk", "kind", "object_id")
    }


def _slugs(model: type[Model]) -> dict[int, str]:
    """What a kind's things are called in addresses, where they have such a name."""
    if not any(field.name == "slug" for field in model._meta.get_fields()):
        return {}
    return dict(model._default_manager.values_list("pk", "slug"))


def texts(names: dict[int, str]) -> Iterator[tuple[str, str]]:
    """The listings with all the words that they are found by, as one text."""
    parts = ("title", "summary", "body", "keywords")
    rows = Listing.objects.shown().order_by("pk").values_list("pk", *parts)
    for pk, *words in rows.iterator():
        if pk in names:
            yield names[pk], "\n".join(words)
