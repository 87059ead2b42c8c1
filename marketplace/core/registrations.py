"""What core hands to its own registries."""

from __future__ import annotations

from marketplace.core import findable, health_checks, registry


def register() -> None:
    for health in (
        registry.Health("database", health_checks.database, vital=True),
        registry.Health("migrations", health_checks.migrations, vital=True),
        registry.Health("cache", health_checks.cache),
        registry.Health("broker", health_checks.broker),
        registry.Health("due work", health_checks.due_work),
    ):
        registry.healths.register(health)
    registry.set_ups.register(registry.SetUp("version of what can be found", 130, findable.begin))
