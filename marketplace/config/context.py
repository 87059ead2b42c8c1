"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from marketplace.core.rendering import site_facts


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name and address, and whether it is a demonstration."""
    return site_facts()
