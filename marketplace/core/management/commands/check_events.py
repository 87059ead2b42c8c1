"""manage.py check_events: whether the log of events is as it was written."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.core.checking_seals import Chain, check_chain

_HASH = re.compile(r"[0-9a-f]{64}")


class Command(BaseCommand):
    help = (
        "Recompute the chain of events from the first on. Exits with 1 at the first that does not "
        "fit, and names it. That the last ones were cut off, or the whole chain made anew, is found "
        "only with --head."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            metavar="HASH",
            default="",
            help="a head that was told earlier, by mail or log: it must be in the chain",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        head = str(options["head"]).strip().lower()
        if head and not _HASH.fullmatch(head):
            raise CommandError("--head: a hash has 64 digits, 0 to 9 and a to f.")
        chain = check_chain(head)
        self._tell(chain)
        if chain.wrong:
            raise CommandError(chain.wrong)
        if head and chain.found_head is None:
            raise CommandError(
                "That head is in no place: events were cut off at the end, the chain was made anew, "
                "or this is a back-up from before it."
            )
        if head:
            self.stdout.write(f"The head that you gave is in place {chain.found_head}.")

    def _tell(self, chain: Chain) -> None:
        if chain.seq:
            self.stdout.write(f"Head: place {chain.seq}, {chain.hash}")
        fit = "fits" if chain.seq == 1 else "fit"
        self.stdout.write(f"{chain.seq} sealed and {fit}, {chain.waiting} waiting to be sealed.")
