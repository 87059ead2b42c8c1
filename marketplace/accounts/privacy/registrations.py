"""What privacy hands to the registries."""

from __future__ import annotations

import datetime as dt
from typing import Any

from marketplace.accounts.privacy import retention
from marketplace.core import registry


def register() -> None:
    registry.panels.register(
        registry.Panel("your-data", "person", 95, "accounts/privacy/panel.html", _panel)
    )
    registry.due_work.register(
        registry.DueWork(
            "forget_what_is_over", retention.forget_what_is_over, dt.timedelta(hours=6)
        )
    )


def _panel(thing: Any, request: Any) -> dict[str, Any]:
    return {}
