"""What the reading of publiccode.yml files hands to the registries."""

from __future__ import annotations

import datetime as dt

from cms.publiccode.refreshing import refresh_due
from cms.publiccode.showing import for_public
from marketplace.core import registry


def register() -> None:
    registry.due_work.register(
        registry.DueWork("refresh_tools", refresh_due, dt.timedelta(minutes=5))
    )
    registry.panels.register(
        registry.Panel("tool-source", "solution", 20, "cms/tool_source.html", for_public)
    )
