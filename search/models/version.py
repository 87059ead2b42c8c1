"""Numbers that say when what a process keeps in memory is out of date."""

from __future__ import annotations

import secrets

from django.db import models

JARGON = "jargon"
LABELS = "labels"
FINDABLE = "findable"


class Version(models.Model):
    """A number that is another after each change: written in the transaction of the change, read
    once a search, so that every process follows at once. Drawn by lot, because one that is counted
    up comes twice where a transaction is rolled back."""

    name = models.CharField(max_length=20, primary_key=True)
    number = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    @classmethod
    def renew(cls, name: str) -> None:
        """Say that something has changed."""
        cls.objects.update_or_create(name=name, defaults={"number": secrets.randbits(62)})

    @classmethod
    def all_numbers(cls) -> dict[str, int]:
        """Every number by its name: one statement."""
        return dict(cls.objects.values_list("name", "number"))
