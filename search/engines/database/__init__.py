"""The database engine: search on SQLite and PostgreSQL, the embedded default and the fallback."""

from search.engines.database.engine import DatabaseEngine

__all__ = ["DatabaseEngine"]
