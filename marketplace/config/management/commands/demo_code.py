"""manage.py demo_code: what the authenticator app of a demonstration's log-in shows now."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.config import demo


class Command(BaseCommand):
    help = "Print the code that signs a log-in of the demonstration in now. DEMO only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="of the log-in, as `make run` prints it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(demo.code_for(options["email"]))
        except ImproperlyConfigured as refused:
            raise CommandError(str(refused)) from None
        except KeyError:
            known = ", ".join(each.email for each in demo.LOG_INS if each.seed)
            raise CommandError(f"No such log-in with a code. There are: {known}") from None
