"""Which council a row of the register means, what it changes there, and what a new one's slug is.
Pure: asks no database and writes nothing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils.text import slugify

from marketplace.organisations.models import Council
from marketplace.organisations.register.rows import POPULATION_YEAR, RegisterRow, UnusableRow

SLUG_LENGTH = 100


class Held:
    """The councils that the site holds, found by code, then by GSS code."""

    def __init__(self, councils: Iterable[Council], rows: Iterable[RegisterRow]) -> None:
        self.by_code = {council.code: council for council in councils}
        rows = list(rows)
        codes = {row.code for row in rows}
        # A GSS code names a boundary, so it tells a council only where nothing else has it.
        free = [
            council
            for council in self.by_code.values()
            if council.gss_code and not council.is_example and council.code not in codes
        ]
        once = Counter(council.gss_code for council in free)
        named = Counter(row.gss_code for row in rows if row.gss_code)
        self._by_gss = {
            council.gss_code: council
            for council in free
            if once[council.gss_code] == 1 and named[council.gss_code] == 1
        }

    def find(self, row: RegisterRow) -> Council | None:
        """The council that the row means, or None. Raises UnusableRow for a made-up one."""
        council = self.by_code.get(row.code)
        if council is None and row.gss_code:
            council = self._by_gss.get(row.gss_code)
        if council is not None and council.is_example:
            raise UnusableRow(f"the code {row.code} belongs to a made-up council here")
        return council


def values_of(row: RegisterRow) -> dict[str, Any]:
    """What the row tells, by field of Council; what it does not tell is left out."""
    told = {
        "code": row.code,
        "name": row.name,
        "short_name": row.short_name,
        "type": row.type.value,
        "nation": row.nation,
        "gss_code": row.gss_code,
        "region": row.region,
        "population": row.population,
        "population_year": POPULATION_YEAR if row.population else None,
        "area_km2": row.area_km2,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "start_date": row.start_date,
        "end_date": row.end_date,
    }
    return {field: value for field, value in told.items() if value not in (None, "")}


def changes_to(council: Council, row: RegisterRow, today: dt.date) -> dict[str, Any]:
    """What the row changes in a council that the site holds, by field.

    A blank erases nothing, with one exception: where the register says outright that a council
    exists, an end that has passed goes. A population of a later year stays, and so does an earlier
    start: many of the register's dates, in 2005 above all, are those of its own entries. Raises
    UnusableRow where the council would end before it starts.
    """
    told = values_of(row)
    if (council.population_year or 0) > POPULATION_YEAR:
        told.pop("population", None)
        told.pop("population_year", None)
    if council.start_date and row.start_date and council.start_date < row.start_date:
        del told["start_date"]
    if row.ended is False and row.end_date is None and council.has_ended(today):
        told["end_date"] = None
    start = told.get("start_date", council.start_date)
    end = told.get("end_date", council.end_date)
    if start and end and end < start:
        raise UnusableRow(f"it would end on {end}, before its start on {start}")
    return {field: value for field, value in told.items() if getattr(council, field) != value}


def in_order_of_creation(rows: Iterable[RegisterRow]) -> list[RegisterRow]:
    """Current councils first, then by code: who gets the plain slug depends on no file's order."""
    return sorted(rows, key=lambda row: (row.end_date is not None, row.code))


def new_slug(row: RegisterRow, taken: Collection[str], preferred: Mapping[str, str]) -> str:
    """A slug that nobody has: the starter register's for that council, else from its short name,
    else with the year of its end (north-yorkshire-until-2023) or with its code."""
    # What the starter register calls a council is kept for it, whichever is loaded first.
    kept = set(taken) | (set(preferred.values()) - {preferred.get(row.code)})
    base = slugify(row.short_name) or slugify(row.code)
    candidates = [preferred.get(row.code, base), base]
    if row.end_date:
        candidates.append(_with(base, f"until-{row.end_date.year}"))
    candidates.append(_with(base, row.code.lower()))
    number = 2
    while candidates[0] in kept:
        candidates.pop(0)
        if not candidates:
            candidates.append(_with(base, f"{row.code.lower()}-{number}"))
            number += 1
    return candidates[0]


def _with(base: str, ending: str) -> str:
    return f"{base[: SLUG_LENGTH - len(ending) - 1].rstrip('-')}-{ending}"
