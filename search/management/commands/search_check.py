"""manage.py search_check: whether everything that can be found is found as it is."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from search import mirror, projection
from search.models import Listing

if TYPE_CHECKING:
    from search.engines.elasticsearch.comparing import Apart

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
        copy_is_apart = self._mirror_is_apart(repair=options["repair"])
        if drift or copy_is_apart:
            raise SystemExit(1)

    def _mirror_is_apart(self, *, repair: bool) -> bool:
        if not mirror.is_kept():
            return False
        try:
            if repair and not mirror.is_usable():
                self.stdout.write(f"Elasticsearch holds {mirror.rebuild()} listings, made anew.")
            apart = mirror.check()
            self._tell_mirror(apart)
            if apart and repair:
                mirror.repair(apart)
                apart = mirror.check()
                self.stdout.write("After the repair:")
                self._tell_mirror(apart)
        except Exception as error:
            self.stdout.write(f"Elasticsearch does not answer: {type(error).__name__}.")
            return True
        return bool(apart)

    def _tell_mirror(self, apart: Apart) -> None:
        self.stdout.write(f"Elasticsearch: {len(apart)} are apart.")
        for words, found in (
            ("not held as they are", apart.behind),
            ("held in a later version", [*apart.ahead]),
            ("no listings", apart.extra),
        ):
            if found:
                named = ", ".join(map(str, found[:NAMED_AT_MOST]))
                more = len(found) - NAMED_AT_MOST
                self.stdout.write(
                    f"{len(found)} {words}: {named}{f' and {more} more' if more > 0 else ''}"
                )
        for listing in Listing.objects.refused().order_by("pk")[:NAMED_AT_MOST]:
            self.stdout.write(f"Set aside: listing {listing.pk} ({listing.refusal})")

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
