"""What config itself hands to the registries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from marketplace.config import demo, rules
from marketplace.core import registry


def register() -> None:
    registry.demos.register(registry.Demo("people", 20, demo.load))
    registry.panels.register(
        registry.Panel("health", "person", 90, "config/health_link.html", _for_staff)
    )


def _for_staff(thing: Any, request: HttpRequest) -> Mapping[str, Any] | None:
    return {} if rules.may_see_health(request.user) else None
