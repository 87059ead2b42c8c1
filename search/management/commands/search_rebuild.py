"""manage.py search_rebuild: make the index anew from the listings."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from search import engines, projection


class Command(BaseCommand):
    help = (
        "List whatever can be found, and take every listing into the index anew. Safe at any time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        projection.repair(projection.check())
        held = engines.database.rebuild()
        self.stdout.write(f"The index holds {held} listings.")
