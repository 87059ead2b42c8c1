"""manage.py setup_site: what a site needs before its first page; safe to repeat."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from marketplace.core import registry

CONTENT_FROM = 100


class Command(BaseCommand):
    help = (
        "Make root pages, groups, workflow, vocabularies, the starter register and first content."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--bare", action="store_true", help="leave out the first content and the register"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for step in registry.set_ups:
            if options["bare"] and step.order >= CONTENT_FROM:
                continue
            if options["verbosity"]:
                self.stdout.write(f"  {step.name}")
            step.run()
