"""System checks that name a missing setting before anything starts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def production_settings(**kwargs: Any) -> list[CheckMessage]:
    """Outside DEMO a site needs its own address and its own secret."""
    if settings.DEMO:
        return []
    found: list[CheckMessage] = []
    address = urlsplit(settings.SITE_URL)
    if address.scheme not in ("https", "http") or not address.hostname or address.path:
        found.append(
            Error(
                "SITE_URL is not set, or is not the address of a site.",
                hint="Set it to an address without a path, like https://proven.example.gov.uk.",
                id="config.E001",
            )
        )
    if len(settings.SECRET_KEY) < 50:
        found.append(
            Error(
                "SECRET_KEY is not set, or shorter than 50 characters.",
                hint="Set it to a long random value and keep it.",
                id="config.E002",
            )
        )
    return found
