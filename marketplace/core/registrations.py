"""What core hands to its own registries."""

from __future__ import annotations

import datetime as dt

from marketplace.core import findable, health_checks, history, registry, sealing, telling_head


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
    for work in (
        registry.DueWork("seal_events", sealing.seal_new, dt.timedelta(minutes=1)),
        registry.DueWork("seal_late_events", sealing.seal_late, dt.timedelta(days=1)),
        # Each hour, because beat counts a day from its own start; it is told once a day.
        registry.DueWork(telling_head.WORK, telling_head.tell_head, dt.timedelta(hours=1)),
    ):
        registry.due_work.register(work)
    registry.personal_data.register(
        registry.PersonalData(
            "history",
            ("core.Event",),
            history.tables,
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
