"""Rows into a model's own table, many at a time.

`bulk_create` refuses models that inherit from another table, as every Wagtail page does, and making
instances of them takes most of the time. So rows are written as they are, by what the model says of
its columns: which there are, their defaults, and how the database wants a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any

from django.db import connection, models

# What both databases take as it is.
PLAIN = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.ForeignKey,
)


class Table:
    """The table of one model, without those of the models that it inherits from."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = [
            field
            for field in model._meta.local_concrete_fields
            if not (field.primary_key and isinstance(field, models.AutoField))
        ]
        self._pick = itemgetter(*(field.attname for field in fields))
        self._ready = {
            field.attname: _ready(field) for field in fields if not isinstance(field, PLAIN)
        }
        self._fresh = {f.attname: f.get_default for f in fields if callable(f.default)}
        self._defaults = {
            f.attname: None if callable(f.default) else f.get_default() for f in fields
        }
        for name, ready in self._ready.items():
            if self._defaults[name] is not None:
                self._defaults[name] = ready(self._defaults[name])
        names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
        self._into = f"{connection.ops.quote_name(model._meta.db_table)} ({names})"
        self._holders = ", ".join(["%s"] * len(fields))

    def insert(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Rows by the names of their columns; what one leaves out is as the model has it."""
        values = map(self._values, rows)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {self._into} FROM STDIN") as copy:
                    for row in values:
                        copy.write_row(row)
            else:
                # The names are the model's own.
                insert = f"INSERT INTO {self._into} VALUES ({self._holders})"  # noqa: S608
                cursor.executemany(insert, list(values))

    def _values(self, row: Mapping[str, Any]) -> Any:
        values = {**self._defaults, **row}
        if len(values) > len(self._defaults):
            raise KeyError(f"No such columns: {sorted(set(row) - set(self._defaults))}")
        for name, default in self._fresh.items():
            if name not in row:
                values[name] = default()
        for name, ready in self._ready.items():
            if values[name] is not None and (name in row or name in self._fresh):
                values[name] = ready(values[name])
        return self._pick(values)


def _ready(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    return lambda value: field.get_db_prep_save(value, connection)
