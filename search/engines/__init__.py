"""The engines: each answers the same questions over the same listings. Nobody else asks which."""

from __future__ import annotations

from search.engines.base import Engine
from search.engines.database import DatabaseEngine

database = DatabaseEngine()


def engine() -> Engine:
    """The engine that answers."""
    return database


def all_engines() -> tuple[Engine, ...]:
    """Every engine that holds the listings, by name."""
    return (database,)
