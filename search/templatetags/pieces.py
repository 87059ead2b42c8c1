"""Text in pieces, as engines give it, with what was found marked."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def marked(pieces: Iterable[tuple[str, bool]]) -> SafeString:
    """Pieces of (text, is it marked) as one, each of them escaped."""
    html = "".join(
        f"<mark>{escape(text)}</mark>" if found else escape(text) for text, found in pieces
    )
    return mark_safe(html)  # noqa: S308 - every piece is escaped
