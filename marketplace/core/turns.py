"""Changes of what can be found take turns: each sees all that the one before it did."""

from __future__ import annotations

from django.db import connection

_NUMBER = 7_306_082_911  # of the lock; any that nothing else uses


def take_turns() -> None:
    """From here to the end of the transaction nobody else changes what can be found. Without it two
    changes at once (a page is published, its parent made private) each miss the other's. Call it
    before locking rows that others lock after it, such as claims, or the two wait for each other.

    On SQLite, where one transaction writes at a time, there is nothing to do.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBER])
