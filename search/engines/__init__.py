"""The engines: each answers the same questions over the same listings. Nobody else asks which."""

from __future__ import annotations

from search.engines.base import Engine
from search.engines.database import DatabaseEngine, corrections
from search.language import Reading

database = DatabaseEngine()


def engine() -> Engine:
    """The engine that answers."""
    return database


def know_codes(codes: dict[int, tuple[str, str]]) -> None:
    """Every facet value by its code, from whoever has just read them for a process that begins."""
    database._codes = codes


def better_known(reading: Reading | None) -> dict[str, str]:
    """For words that next to nobody uses, the one like it that very many do, by the word as typed:
    something to offer, never to search for instead. One statement at most."""
    return corrections.better_known(database.tables, reading) if reading else {}


def all_engines() -> tuple[Engine, ...]:
    """Every engine that holds the listings, by name."""
    return (database,)
