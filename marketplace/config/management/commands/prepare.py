"""manage.py prepare: the database and the site's pages brought up to date, and nothing served."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, OutputWrapper

from marketplace.config import preparing


def take(step: preparing.Step, stdout: OutputWrapper) -> None:
    """Run one step, saying its name before and its seconds after."""
    name, run = step
    stdout.write(f"  {name} ... ", ending="")
    stdout.flush()
    started = time.monotonic()
    run()
    stdout.write(f"{time.monotonic() - started:.1f} s")


class Command(BaseCommand):
    help = (
        "Bring the database and the site's pages up to date, once for all processes of a site; "
        "safe to repeat. `serve --prepare` does the same for itself."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for step in preparing.steps():
            take(step, self.stdout)
