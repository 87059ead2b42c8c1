"""manage.py remove_examples: take every made-up solution and council off the site."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.core import registry


class Command(BaseCommand):
    help = "Remove all examples: solutions, their claims, and the councils made up for them."

    def handle(self, *args: Any, **options: Any) -> None:
        stayed: list[str] = []
        for demo in reversed(list(registry.demos)):
            if demo.remove is None:
                continue
            kept = demo.remove()
            stayed += kept
            self.stdout.write(f"Removed{', but not all' if kept else ''}: {demo.name}")
        if stayed:
            raise CommandError(
                f"Still there: {', '.join(stayed)}. Solutions or claims that are no examples name "
                "them: name others there, then run this again."
            )
