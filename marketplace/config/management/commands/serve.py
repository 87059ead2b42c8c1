"""manage.py serve: the site on its port, prepared first where that is asked for."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from marketplace.config import demo, preparing, serving
from marketplace.config.management.commands.prepare import take


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
        if not settings.DEMO:  # which finds them where they lie
            take(("static files", preparing.collect_static_files), self.stdout)
        for step in preparing.steps():
            take(step, self.stdout)

    def _say_where(self) -> None:
        self.stdout.write(f"\nProven is at {settings.SITE_URL}")
        if settings.DEMO:
            self.stdout.write("\n" + demo.log_in_table())
        self.stdout.write("\nTo end it: Ctrl-C.")
        self.stdout.flush()
