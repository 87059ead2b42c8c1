"""What a page of results has so many of that a template for each of them would take longer than the
search: texts in pieces with what was found marked, and the values to narrow by."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from search.narrowing import Choice

register = template.Library()

KEPT_BOXES = 5_000


@register.filter
def marked(pieces: Iterable[tuple[str, bool]]) -> SafeString:
    """Pieces of (text, is it marked) as one, each of them escaped."""
    html = "".join(
        f"<mark>{escape(text)}</mark>" if found else escape(text) for text, found in pieces
    )
    return mark_safe(html)  # noqa: S308 - every piece is escaped


@register.simple_tag
def picks(facet: str, choices: Iterable[Choice]) -> SafeString:
    """The values of a facet as boxes to tick, each with how many results it has."""
    html = "".join(
        f"{box}{' checked' if each.chosen else ''}>{label}{each.count:d}</span></label></div>"
        for each in choices
        for box, label in (_box(each.id, facet, each.slug, each.label),)
    )
    return mark_safe(html)  # noqa: S308 - every part is escaped, or a number


@lru_cache(KEPT_BOXES)
def _box(name: str, facet: str, value: str, label: str) -> tuple[str, str]:
    """A box but for whether it is ticked, and its label but for the count: the same on every page."""
    box = format_html(
        '<div class="pick"><input type="checkbox" id="{}" name="{}" value="{}" form="ask"',
        name, facet, value,
    )  # fmt: skip
    return box, format_html('<label for="{}">{} <span class="num">', name, label)
