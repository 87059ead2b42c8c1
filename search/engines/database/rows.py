"""Rows into the engine's own tables, and long lists some at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")
A_BATCH = 500


def insert_rows(table: str, rows: Sequence[Sequence[Any]], *, known: bool = False) -> None:
    """`known`: rows that are there already are left as they are."""
    if not rows:
        return
    holders = ", ".join(["%s"] * len(rows[0]))
    unless = " ON CONFLICT DO NOTHING" if known else ""
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} VALUES ({holders}){unless}", rows)


def batches(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
