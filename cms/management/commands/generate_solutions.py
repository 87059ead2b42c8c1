"""manage.py generate_solutions N: made-up solutions in any number, and away with them."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from cms.generating import making, marks, removing
from cms.generating.writing import CannotGenerate
from marketplace.core.actor import SYSTEM


class Command(BaseCommand):
    help = (
        "Make solutions with claims by made-up councils, all labelled as examples, for benchmarks "
        "and load tests. Each follows from the seed and its number, so the same command makes the "
        "same, and a larger N adds what is missing. Safe to break off and to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", nargs="?", type=int, metavar="N", help="how many")
        parser.add_argument("--seed", type=int, default=0, help="others for another seed (0)")
        parser.add_argument(
            "--remove", action="store_true", help="take away all that was generated, of every seed"
        )
        parser.add_argument(
            "--on-this-real-site", action="store_true", help="also where DEMO is not set"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        number: int | None = options["number"]
        if options["remove"]:
            if number is not None:
                raise CommandError("--remove takes all away: give no number with it")
            self._remove(options)
            return
        if number is None or not 0 < number < marks.MOST:
            raise CommandError("Say how many: manage.py generate_solutions 1000")
        if not 0 <= options["seed"] < marks.MOST_SEEDS:
            raise CommandError(f"A seed is a number from 0 to {marks.MOST_SEEDS - 1}")
        if not settings.DEMO and not options["on_this_real_site"]:
            raise CommandError(
                "This is a real site (DEMO is not set): made-up solutions would stand among its own,"
                " labelled as examples. If that is what you want, add --on-this-real-site; "
                "--remove takes them away again."
            )
        self._generate(number, options)

    def _generate(self, number: int, options: dict[str, Any]) -> None:
        with self._bar(number, options) as bar:
            try:
                outcome = making.generate(
                    number=number, seed=options["seed"], actor=SYSTEM, progress=bar.update
                )
            except CannotGenerate as error:
                raise CommandError(str(error)) from error
        if options["verbosity"] > 0:
            told = ", ".join(f"{s:.1f} s {name}" for name, s in outcome.seconds.items())
            there = f", {outcome.there} were there already" if outcome.there else ""
            self.stdout.write(f"{outcome.made} solutions made{there} ({told}).")

    def _remove(self, options: dict[str, Any]) -> None:
        with self._bar(marks.made().count(), options) as bar:
            outcome = removing.remove(actor=SYSTEM, progress=bar.update)
        if options["verbosity"] > 0:
            self.stdout.write(f"{outcome.removed} generated solutions removed.")
        if outcome.kept:
            raise CommandError(
                f"Still there: {', '.join(outcome.kept)}. Something that was not generated refers "
                "to them."
            )

    def _bar(self, total: int, options: dict[str, Any]) -> Any:
        """Nothing where nobody watches."""
        return tqdm(
            total=total, unit=" solutions", disable=True if options["verbosity"] == 0 else None
        )
