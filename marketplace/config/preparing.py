"""What brings a site's database and pages up to date before anything serves; safe to repeat."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from marketplace.core import registry

Step = tuple[str, Callable[[], object]]


def steps() -> Iterator[Step]:
    """Each step by its name, in order: migrations, the cache's table, the set-ups; in DEMO the
    examples."""
    yield "database", migrate
    yield "cache table", lambda: call_command("createcachetable", verbosity=0)
    for set_up in registry.set_ups:
        yield set_up.name, set_up.run
    if settings.DEMO:
        yield from registry.demo_loads()


def migrate() -> None:
    """Migrate, where there is something to: migrating nothing would still take seconds."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def collect_static_files() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
