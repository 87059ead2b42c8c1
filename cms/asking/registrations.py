"""What asking hands to the registries."""

from __future__ import annotations

from cms.asking import personal_data, showing, waiting
from marketplace.core import registry


def register() -> None:
    registry.panels.register(
        registry.Panel("asking", "solution", 30, "cms/asking/drawn.html", showing.of_solution)
    )
    registry.panels.register(
        registry.Panel("messages", "person", 40, "cms/asking/yours.html", showing.of_person)
    )
    registry.queues.register(waiting.QUEUE)
    registry.personal_data.register(personal_data.DATA)
