"""Connections of PostgreSQL's pool, which notice together that their server was started again."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg_pool import ConnectionPool


class PooledConnection(psycopg.Connection[Any]):
    """One that is found dead when it is about to be given out takes those that lie idle along: they
    went the same way, and the pool waits longer for each that it finds dead."""

    def execute(self, *args: Any, **kwargs: Any) -> psycopg.Cursor[Any]:
        try:
            return super().execute(*args, **kwargs)
        except psycopg.OperationalError:
            if self.closed and isinstance(self._pool, ConnectionPool):
                self._pool.drain()
            raise
