"""{% constant "template" %}: a part that is the same on every page and for everybody, drawn once."""

from __future__ import annotations

from functools import cache

from django import template
from django.utils.safestring import SafeString

from marketplace.core.rendering import render_part

register = template.Library()


@register.simple_tag
@cache
def constant(part: str) -> SafeString:
    """A template that shows nothing but words, the settings and static files: none of these change
    while a process runs."""
    return render_part(part, {})


forget = constant.cache_clear
