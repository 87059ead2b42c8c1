"""Parts of a page that are drawn apart from it, so that they can be kept for every reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


def site_facts() -> dict[str, Any]:
    """What every template may use, of a page or of a part: the site's name and address, and whether
    it is a demonstration."""
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "contact_email": settings.CONTACT_EMAIL,
        "demo": settings.DEMO,
    }


def render_part(template: str, shown: Mapping[str, Any]) -> SafeString:
    """A part of a page as HTML. Without the request: what depends on the reader has no place in it."""
    return render_to_string(template, {**site_facts(), **shown})
