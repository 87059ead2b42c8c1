"""manage.py remove_examples: take every made-up solution and council off the site."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from marketplace.core import registry


class Command(BaseCommand):
    help = "Remove all examples: solutions, their claims, and the councils made up for them."

    def handle(self, *args: Any, **options: Any) -> None:
        for demo in reversed(list(registry.demos)):
            if demo.name.startswith("example"):
                demo.remove()
                self.stdout.write(f"Removed: {demo.name}")
