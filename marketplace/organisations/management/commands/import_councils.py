"""manage.py import_councils FILE_OR_URL: bring the councils up to the public UK register."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from marketplace.core import clock
from marketplace.core.actor import Actor
from marketplace.core.fetching import FetchFailed, fetch
from marketplace.organisations import queries, services
from marketplace.organisations.register.reader import BrokenFile, Reading, read_register

# Several times what the register has, and no more than fits into memory.
MOST_BYTES = 20_000_000
SECONDS = 60


class Command(BaseCommand):
    help = (
        "Read the public register of UK local authorities (CSV, columns by name): add and update "
        "councils, mark those that have ended, link them to their successors. Safe to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", metavar="FILE_OR_URL", help="the register's CSV file, or its https address"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = str(options["file"])
        today = clock.today()
        try:
            reading = read_register(_bytes(path), today=today)
        except OSError as error:
            why = error.strerror or "it cannot be read"
            raise CommandError(f"{path}: {why}. Nothing was changed.") from None
        except (BrokenFile, FetchFailed) as error:
            raise CommandError(f"{path}: {error}. Nothing was changed.") from None
        try:
            outcome = services.import_register(
                rows=reading.rows, today=today, actor=Actor(user_id=None, via="command")
            )
        except IntegrityError:
            raise CommandError(
                f"{path}: another import ran at the same time. Nothing was changed; run it again."
            ) from None
        self._report(reading, outcome)
        current, ended = queries.council_totals(today)
        self.stdout.write(f"The site now holds councils: {current} current, {ended} ended.")

    def _report(self, reading: Reading, outcome: services.ImportOutcome) -> None:
        problems = sorted([*reading.problems, *outcome.problems])
        unusable = [problem for problem in problems if not problem.used]
        self.stdout.write(
            f"{outcome.created} created, {outcome.updated} updated, "
            f"{outcome.unchanged} unchanged, {outcome.ended} ended, {outcome.linked} linked, "
            f"{len(unusable)} unusable."
        )
        if outcome.unlinked:
            self.stdout.write(f"{outcome.unlinked} links to successors taken back.")
        if outcome.left_alone:
            self.stdout.write(f"{outcome.left_alone} held here and not in the file: left alone.")
        if reading.absent:
            self.stdout.write(f"Columns not in the file: {', '.join(reading.absent)}.")
        for problem in problems:
            effect = "that value is left out" if problem.used else "the row is not used"
            self.stdout.write(f"Line {problem.line}: {problem.reason}; {effect}.")


def _bytes(place: str) -> bytes:
    if "://" in place:
        return fetch(place, limit_bytes=MOST_BYTES, timeout_seconds=SECONDS).body
    return Path(place).read_bytes()
