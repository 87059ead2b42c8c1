"""A tool's form that was open while its file was read again: what nobody touched in it follows the
page, what was typed stays."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from taggit.forms import TagField
from taggit.utils import parse_tags
from wagtail.models import Revision

from cms.models import PubliccodeSource
from cms.publiccode.merging import same
from cms.publiccode.pages import PLAIN

# What an import may change; those that belong together are one editor's together.
UNITS = (
    *((name,) for name in PLAIN),
    ("tags",),
    ("main_area", "service_areas"),
    ("approaches",),
    ("source_name", "source_url", "source_read_on"),
)


def loaded_revision(page: Any, data: QueryDict) -> Revision | None:
    """The revision that a form was opened with, where the page's file was read into a newer one
    meanwhile; None where there is nothing to bring together."""
    known = data.get("overwrite_revision_id") or data.get("loaded_revision_id") or ""
    if not known.isdecimal() or int(known) == page.latest_revision_id:
        return None
    if not PubliccodeSource.objects.filter(page_id=page.pk, revision__gt=int(known)).exists():
        return None
    found: Revision | None = page.revisions.filter(pk=known).first()
    return found


def rebased(data: QueryDict, *, then: Any, now: Any) -> tuple[QueryDict, list[str]]:
    """What was posted, with every field that says what it said when the form was opened put as it
    is now; and the names of those that changed by that. `then` and `now` are unbound forms of the
    page as it was and as it is."""
    moved, names = data.copy(), []
    before, after = _as_posted(then), _as_posted(now)
    for unit in UNITS:
        known = [name for name in unit if name in then.fields and name in now.fields]
        if not all(_alike(then.fields[name], name, data, before) for name in known):
            continue
        for name in known:
            if not _alike(now.fields[name], name, data, after):
                moved.setlist(name, after.getlist(name))
                names.append(name)
    # It is a revision of its own: what was saved before it is older than what the file brought.
    moved.pop("overwrite_revision_id", None)
    return moved, names


def _as_posted(form: Any) -> QueryDict:
    """What a browser would send of the form if nobody touched it."""
    posted = QueryDict(mutable=True)
    for name in (name for unit in UNITS for name in unit if name in form.fields):
        bound = form[name]
        value = bound.field.widget.format_value(bound.value())
        values = value if isinstance(value, list | tuple) else [value]
        posted.setlist(name, ["" if each is None else str(each) for each in values])
    return posted


def _alike(field: forms.Field, name: str, one: QueryDict, other: QueryDict) -> bool:
    return same(_meant(field, name, one), _meant(field, name, other))


def _meant(field: forms.Field, name: str, data: QueryDict) -> Any:
    value = field.widget.value_from_datadict(data, {}, name)
    if isinstance(field, TagField):
        return sorted(parse_tags(value or ""))
    return sorted(value) if isinstance(value, list) else value
