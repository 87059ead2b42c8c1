"""{% panels "place" thing %}: what upper slices show here."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from marketplace.core import registry

register = template.Library()


@register.simple_tag(takes_context=True)
def panels(context: template.RequestContext, place: str, thing: Any = None) -> SafeString:
    """Render every panel registered for `place`, in order; one without anything to show is left
    out."""
    request: Any = context.get("request")  # None on a page that was rendered without one
    parts = []
    for panel in registry.panels_at(place):
        values = panel.load(thing, request)
        if values is not None:
            parts.append(get_template(panel.template).render({"thing": thing, **values}, request))
    return mark_safe("".join(parts))  # noqa: S308 - each part was escaped by its own template
