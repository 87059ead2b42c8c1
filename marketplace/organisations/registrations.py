"""What organisations hands to the registries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from marketplace.core import registry
from marketplace.core.actor import CONTENT
from marketplace.organisations import listings, services
from marketplace.organisations.middleware import current_membership


def register() -> None:
    registry.kinds.register(
        registry.Kind(
            listings.COUNCIL,
            "organisations.Council",
            "Council",
            listings.councils,
            listings.council_cards,
            order=90,
        )
    )
    registry.kinds.register(registry.Kind("vendor", "organisations.Vendor", "Supplier"))
    registry.set_ups.register(
        registry.SetUp(
            "starter register", 110, lambda: services.load_starter_register(actor=CONTENT)
        )
    )
    registry.demos.register(
        registry.Demo(
            "example councils",
            10,
            lambda: services.load_example_councils(actor=CONTENT),
            _remove_examples,
        )
    )
    for panel in (
        registry.Panel("nav-councils", "nav", 80, "components/nav_item.html", _nav),
        registry.Panel("acting-for", "header", 50, "organisations/acting_for.html", _acting_for),
        registry.Panel("your-organisations", "person", 20, "organisations/yours.html", _acting_for),
    ):
        registry.panels.register(panel)


def _remove_examples() -> list[str]:
    return [each.name for each in services.remove_example_organisations(actor=CONTENT)]


def _nav(thing: Any, request: HttpRequest) -> Mapping[str, Any]:
    address = reverse("councils")
    return {
        "label": "Councils",
        "url": address,
        "current": request is not None and request.path.startswith(address),
    }


def _acting_for(thing: Any, request: HttpRequest | None) -> Mapping[str, Any] | None:
    """Nothing for a reader who is not signed in, so that no cookie is set."""
    if request is None or not getattr(request, "user", None) or not request.user.is_authenticated:
        return None
    current = current_membership(request)
    return {
        "current": current,
        "memberships": request.memberships,  # type: ignore[attr-defined]
        "next": request.get_full_path() if request.method == "GET" else "/",
    }
