"""UnmetNeed: what people look for and nobody has, counted, without anybody's name."""

from __future__ import annotations

from django.db import models


class UnmetNeed(models.Model):
    """Searches that found nothing, of the same words in whatever form and order. `words` is empty
    until several have asked: what one person alone has typed is nobody's to read. `key` is a keyed
    hash, which does not lead back to words."""

    key = models.CharField(max_length=32, unique=True)
    words = models.CharField(max_length=60, blank=True)
    asked = models.PositiveIntegerField(default=0)
    first_on = models.DateField()
    last_on = models.DateField(db_index=True)

    class Meta:
        verbose_name = "unmet need"
        verbose_name_plural = "unmet needs"

    def __str__(self) -> str:
        return self.words or "Not asked often enough to be shown"
