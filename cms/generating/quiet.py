"""Deleting as Django does, through every relation, but without a signal for each row: whoever
listens to the deletion of pages brings search up to each alone, and that takes hours for many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.db import models, transaction
from django.db.models import sql
from django.db.models.deletion import Collector


class _Quiet(Collector):
    def _has_signal_listeners(self, model: Any) -> bool:
        return False


@transaction.atomic
def delete_quietly(found: models.QuerySet[Any]) -> None:
    """Delete rows and what hangs on them. Whoever calls it says what has changed.

    Raises ProtectedError where a row is named by one that may not lose it.
    """
    collector = _Quiet(using=found.db, origin=found)
    collector.collect(found)
    collector.sort()
    for rows in collector.fast_deletes:
        rows._raw_delete(using=collector.using)
    for (field, value), lists in collector.field_updates.items():
        changed = {row.pk for instances in lists for row in cast(Iterable[models.Model], instances)}
        query = sql.UpdateQuery(field.model)
        query.update_batch(list(changed), {field.name: value}, collector.using)
    for model, instances in collector.data.items():
        gone: list[Any] = [row.pk for row in instances]
        sql.DeleteQuery(model).delete_batch(gone, collector.using)
