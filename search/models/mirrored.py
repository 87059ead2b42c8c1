"""Mirrored: how quickly changes have reached the second index of late."""

from __future__ import annotations

from django.db import models


class Mirrored(models.Model):
    """One row. `lags` are the seconds from the change of a listing until it was written, of the last
    few hundred."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    drained_at = models.DateTimeField()
    lags = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"Drained at {self.drained_at}"
