"""Everything that is held on a person, in one file: as JSON for programs, as CSV for people."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from marketplace.core import registry
from marketplace.core.actor import Actor
from marketplace.core.events import record
from marketplace.core.models import Audience
from marketplace.core.spreadsheets import plain_cell

Rows = Sequence[Mapping[str, Any]]


def everything_on(user_id: int) -> dict[str, Rows]:
    """What every slice holds on a person: rows by the name of their table, empty ones too, so that
    it is seen that there is nothing."""
    found: dict[str, Rows] = {}
    for data in registry.personal_data:
        for table, rows in data.export(user_id):
            found[table] = list(rows)
    return found


def counted_on(user_id: int) -> dict[str, int]:
    """How many rows that would be, by the name of their table. One statement a table and a few more,
    however much there is; none of it is loaded."""
    return dict(pair for data in registry.personal_data for pair in data.counts(user_id))


def hand_out(*, user_id: int, actor: Actor) -> dict[str, Rows]:
    """The same for whoever asks for their copy; that it was asked for is on record."""
    with transaction.atomic():
        record(
            "person.copy_taken",
            actor=actor,
            thing="person",
            thing_id=user_id,
            audience=Audience.STAFF,
        )
        return everything_on(user_id)


def as_zip(tables: Mapping[str, Rows], at: dt.datetime) -> bytes:
    """`everything.json`, and a CSV file for each table that has rows. `at` says as of when (UTC)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        told = {"as_of": at.isoformat(), "tables": tables}
        whole = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        archive.writestr("everything.json", whole)
        for table, rows in tables.items():
            if rows:
                archive.writestr(f"{_file_name(table)}.csv", _as_csv(rows))
    return packed.getvalue()


def _as_csv(rows: Rows) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(
        written, fieldnames=list(dict.fromkeys(key for row in rows for key in row))
    )
    writer.writeheader()
    for row in rows:
        writer.writerow({key: _cell(value) for key, value in row.items()})
    # Spreadsheets take a file without this mark for one of another century.
    return "\ufeff" + written.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return plain_cell(value)
    return plain_cell(json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False).strip('"'))


def _file_name(table: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", table.lower()).strip("-")
