"""What a page of results has so many of that a template for each of them would take longer than the
search: texts in pieces with what was found marked, and the values to narrow by."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape  # Django's own does the same in four times the time

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from cms.templatetags.words import lang
from search.narrowing import Choice
from search.presenting import ShownHit

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
def hits(shown: Iterable[ShownHit]) -> SafeString:
    """Results as the rows of ol.list."""
    return mark_safe("".join([_row(hit) for hit in shown]))  # noqa: S308 - each row is escaped


def _row(hit: ShownHit) -> str:
    """The head and the facts of a card are HTML already."""
    card, facts, why = hit.drawn, "", ""
    if hit.why:
        reasons = "".join([f"<li>{escape(reason)}</li>" for reason in hit.why])
        why = (
            '<details class="why"><summary>Why this result'
            f'<span class="vh">: {escape(card.card.title)}</span></summary>'
            f"<ul>{reasons}</ul></details>"
        )
    if card.facts:
        facts = f'<div class="facts">{card.facts}</div>'
    return (
        f'<li class="entry"><div>{card.head}'
        f'<h3><a href="{escape(card.url)}">{marked(hit.title)}</a></h3>'
        f'<p class="say"{lang(hit.language)}>{marked(hit.snippet)}</p>'
        f"{why}</div>{facts}</li>"
    )


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
