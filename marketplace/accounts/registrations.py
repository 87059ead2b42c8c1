"""What accounts hands to the registries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from marketplace.accounts import personal_data, rules
from marketplace.core import registry


def register() -> None:
    registry.panels.register(
        registry.Panel("sign-in", "header", 90, "accounts/header.html", _whoever_reads)
    )
    registry.second_factors.register(
        registry.SecondFactor("works in the admin", rules.works_in_the_admin)
    )
    registry.personal_data.register(
        registry.PersonalData(
            "accounts",
            personal_data.MODELS,
            personal_data.tables,
            personal_data.erase,
            order=90,
            held=personal_data.HELD,
        )
    )


def _whoever_reads(thing: Any, request: HttpRequest | None) -> Mapping[str, Any]:
    """A link to sign in, or to one's own page. An error page may have no request."""
    user = getattr(request, "user", None)
    return {"person": user if user is not None and user.is_authenticated else None}
