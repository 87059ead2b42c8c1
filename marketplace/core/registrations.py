"""What core hands to its own registries."""

from __future__ import annotations

from marketplace.core import findable, health_checks, history, registry


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
    registry.personal_data.register(
        registry.PersonalData(
            "history",
            ("core.Event",),
            history.export,
            history.erase,
            order=95,
            held=(
                registry.Held(
                    "A record of what was done, when, and by the account of which number",
                    "So that a claim or an approval can be traced, and nothing is changed in secret",
                    "For good; it holds numbers and codes, never a name or an address",
                ),
            ),
        )
    )
