"""A site that was kept, brought up to the code as it is now."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def refresh() -> None:
    """Migrations that have come since with the set-up that follows them, and the static files as they are now."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("setup_site", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
