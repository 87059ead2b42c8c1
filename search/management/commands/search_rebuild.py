"""manage.py search_rebuild: make the index anew from the listings."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search import engines, mirror, projection


class Command(BaseCommand):
    help = (
        "List whatever can be found, and take every listing into each index anew. Safe at any time: "
        "searches go on, and so do changes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = [engine.name for engine in engines.all_engines()]
        parser.add_argument("--only", choices=names, help="one engine alone")

    def handle(self, *args: Any, **options: Any) -> None:
        projection.repair(projection.check())
        only = options["only"]
        if only in (None, engines.database.name):
            held = engines.database.rebuild()
            self.stdout.write(f"The index holds {held} listings.")
        if mirror.is_kept() and only != engines.database.name:
            self._rebuild_mirror()

    def _rebuild_mirror(self) -> None:
        with tqdm(unit="listing", file=self.stderr, desc="Elasticsearch") as bar:

            def told(done: int, of: int) -> None:
                bar.total = of
                bar.update(done - bar.n)

            try:
                held = mirror.rebuild(told)
            except Exception as error:
                raise CommandError(
                    f"Elasticsearch was not rebuilt, and goes on as before: {error or type(error).__name__}"
                ) from error
        self.stdout.write(f"Elasticsearch holds {held} listings.")
