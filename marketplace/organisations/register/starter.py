"""Reads the registers that come with the site: councils.csv (facts) and examples.csv (made up)."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

COUNCILS = Path(__file__).parent / "councils.csv"
EXAMPLES = Path(__file__).parent / "examples.csv"


@dataclass(frozen=True)
class StarterRow:
    """A council of a starter register: `fields` are those of Council, unknown ones left out."""

    slug: str
    code: str
    gss_code: str
    website: str
    fields: dict[str, Any]
    email_domains: tuple[str, ...]


def read_starter(path: Path) -> list[StarterRow]:
    """All rows of a file in the site's own format, which the site's tests keep whole."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_row(cells) for cells in csv.DictReader(file)]


def fingerprint(path: Path) -> str:
    """Tells one edition of a file from the next."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


@cache
def starter_slugs() -> dict[str, str]:
    """The slug of each council of the starter register, by code: content refers to them."""
    return {row.code: row.slug for row in read_starter(COUNCILS)}


def _row(cells: dict[str, str]) -> StarterRow:
    told: dict[str, Any] = {
        "name": cells["name"],
        "short_name": cells["short_name"],
        "slug": cells["slug"],
        "code": cells["code"],
        "gss_code": cells["gss_code"],
        "type": cells["type"],
        "nation": cells["nation"],
        "region": cells["region"],
        "website": cells["website"],
    }
    if cells["population"]:
        told["population"] = int(cells["population"])
        told["population_year"] = int(cells["population_year"])
    if cells["area_km2"]:
        told["area_km2"] = Decimal(cells["area_km2"])
    if cells["start_date"]:
        told["start_date"] = dt.date.fromisoformat(cells["start_date"])
    return StarterRow(
        slug=cells["slug"],
        code=cells["code"],
        gss_code=cells["gss_code"],
        website=cells["website"],
        fields={field: value for field, value in told.items() if value != ""},
        email_domains=tuple(cells["email_domains"].split()),
    )
