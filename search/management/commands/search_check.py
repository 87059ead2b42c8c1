"""manage.py search_check: whether everything that can be found is found as it is."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from search import projection

NAMED_AT_MOST = 20


class Command(BaseCommand):
    help = (
        "Compare what can be found with the listings, and the listings with the index. Exits with 1 "
        "where they are apart, also after a repair that did not bring them together."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="bring together what is apart")

    def handle(self, *args: Any, **options: Any) -> None:
        drift = projection.check()
        self._tell(drift)
        if drift and options["repair"]:
            projection.repair(drift)
            drift = projection.check()
            self.stdout.write("After the repair:")
            self._tell(drift)
        if drift:
            raise SystemExit(1)

    def _tell(self, drift: projection.Drift) -> None:
        self.stdout.write(f"{drift.looked_at} things can be found; {len(drift)} are apart.")
        if drift.words:
            self.stdout.write(f"{drift.words} words of them are not known to the index.")
        for words, found in (
            ("not listed", drift.missing),
            ("listed and not to be found", drift.extra),
            ("listed otherwise than they are", drift.different),
            ("indexed otherwise than listed", drift.index),
        ):
            if found:
                named = ", ".join(
                    " ".join(map(str, each)) if isinstance(each, tuple) else f"listing {each}"
                    for each in found[:NAMED_AT_MOST]
                )
                more = len(found) - NAMED_AT_MOST
                self.stdout.write(
                    f"{len(found)} {words}: {named}{f' and {more} more' if more > 0 else ''}"
                )
