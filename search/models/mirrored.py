"""Mirrored: how the second index is kept."""

from __future__ import annotations

from django.db import models


class Mirrored(models.Model):
    """One row. `lags` are the seconds from the change of a listing until it was written, of the last
    few hundred. `rebuilt_at` is when due work that makes it anew was last seen to go on; null where
    none does."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    drained_at = models.DateTimeField(null=True)
    rebuilt_at = models.DateTimeField(null=True)
    lags = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"Drained at {self.drained_at}"
