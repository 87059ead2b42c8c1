"""The state of the catalogue as a number: another one after each change of what the public finds."""

from __future__ import annotations

import secrets

from django.db import models


class CatalogueVersion(models.Model):
    """One row, written in the transaction of each change. Drawn by lot, because a number that is
    counted up comes twice where a transaction is rolled back."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.number)

    @staticmethod
    def renew() -> None:
        """Say that something has changed. One statement."""
        CatalogueVersion.objects.bulk_create(
            [CatalogueVersion(number=secrets.randbits(62))],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["number"],
        )

    @staticmethod
    def current() -> int | None:
        """The number as it is now; None where there is none yet. One statement."""
        return CatalogueVersion.objects.values_list("number", flat=True).first()

    @staticmethod
    def begin() -> None:
        """Give a catalogue that has none its first number: part of a set-up."""
        if not CatalogueVersion.objects.exists():
            CatalogueVersion.renew()
