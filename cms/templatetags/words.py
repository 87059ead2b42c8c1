"""The language of words that are not in English, for whoever has them read aloud."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cms.publiccode.words import language_of

register = template.Library()


@register.filter
def lang_of(page: Any, field: str) -> SafeString | str:
    """The attribute that names the language of a page's field, "" for the site's own."""
    return lang(language_of(page, field))


@register.filter
def lang(code: str) -> SafeString | str:
    """The attribute for a language by its code, "" for the site's own."""
    return format_html(' lang="{}"', code) if code else ""
