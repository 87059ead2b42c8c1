"""What search hands to the registries."""

from __future__ import annotations

import datetime as dt

from marketplace.core import registry
from search import engines, health, late, mirror, panels, projection, setup, similar, unmet


def register() -> None:
    registry.grants.register(setup.JARGON_GRANT)
    registry.set_ups.register(registry.SetUp("council jargon", 105, setup.load_jargon))
    registry.set_ups.register(registry.SetUp("search", 190, projection.sweep))
    # The first visitor finds by how rare words are in all of it, examples too.
    registry.demos.register(registry.Demo("counts for search", 90, engines.database.recount_if_due))
    registry.due_work.register(
        registry.DueWork("search_sweep", projection.sweep, dt.timedelta(hours=1))
    )
    registry.due_work.register(
        registry.DueWork("search_counts", engines.database.recount_if_due, dt.timedelta(minutes=10))
    )
    if mirror.is_kept():
        registry.due_work.register(
            registry.DueWork(mirror.WORK, mirror.keep_up, dt.timedelta(seconds=30))
        )
        registry.due_work.register(
            registry.DueWork("search_mirror_whole", mirror.keep_whole, dt.timedelta(hours=1))
        )
    registry.due_work.register(
        registry.DueWork("search_unmet_old", unmet.forget_old, dt.timedelta(days=1))
    )
    registry.due_work.register(registry.DueWork(late.WORK, late.catch_up, dt.timedelta(minutes=10)))
    registry.panels.register(
        registry.Panel("find", "header", 10, "search/find.html", panels.find_box)
    )
    registry.panels.register(
        registry.Panel("similar", "solution", 50, "search/similar.html", similar.panel)
    )
    registry.healths.register(registry.Health("search", health.check))
    registry.healths.register(registry.Health("search server", health.check_mirror))
