"""manage.py serve: the site on its port, prepared first where that is asked for."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from marketplace.config import demo, serving
from marketplace.core import registry


class Command(BaseCommand):
    help = "Serve the site on PORT, with due work done in the same process unless REDIS_URL is set."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="first bring the database, the site's pages and, in DEMO, the examples up to date",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reserved = serving.reserve_port(settings.PORT)
        except serving.PortTaken as error:
            self.stderr.write(str(error))
            raise SystemExit(1) from None
        try:
            if options["prepare"]:
                self._prepare()
        except KeyboardInterrupt:
            self.stderr.write("\nStopped before it was ready.")
            raise SystemExit(130) from None
        serving.Server(reserved, ready=self._say_where).run()

    def _prepare(self) -> None:
        self._step("database", self._migrate)
        self._step("cache table", lambda: call_command("createcachetable", verbosity=0))
        if not settings.DEMO:  # which finds them where they lie
            self._step(
                "static files",
                lambda: call_command("collectstatic", interactive=False, verbosity=0),
            )
        for set_up in registry.set_ups:
            self._step(set_up.name, set_up.run)
        if settings.DEMO:
            for part in registry.demos:
                self._step(part.name, part.load)

    def _step(self, name: str, run: Callable[[], object]) -> None:
        self.stdout.write(f"  {name} ... ", ending="")
        self.stdout.flush()
        started = time.monotonic()
        run()
        self.stdout.write(f"{time.monotonic() - started:.1f} s")

    def _migrate(self) -> None:
        # An up-to-date database is left alone: migrating nothing would still take seconds.
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)

    def _say_where(self) -> None:
        self.stdout.write(f"\nProven is at {settings.SITE_URL}")
        if settings.DEMO:
            self.stdout.write("\n" + demo.log_in_table())
        self.stdout.write("\nTo end it: Ctrl-C.")
        self.stdout.flush()
