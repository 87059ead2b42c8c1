"""The made-up councils whose solutions are made up: no real one is said to have done anything."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from marketplace.organisations.models import Council
from marketplace.organisations.register.starter import StarterRow, read_starter

COUNCILS = Path(__file__).with_name("councils.csv")


@cache
def councils() -> tuple[StarterRow, ...]:
    """Those of the file, in its order."""
    return tuple(read_starter(COUNCILS))


def on_site() -> dict[str, Council]:
    """Those that the site has, by their codes."""
    codes = [row.code for row in councils()]
    found = Council.objects.filter(is_example=True, code__in=codes).order_by("pk")
    return {council.code: council for council in found}
