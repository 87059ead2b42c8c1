"""Changes of what can be found take turns, and so do those who seal events: each sees all that the one
before it did."""

from __future__ import annotations

from django.db import connection

# Of the locks; any that nothing else uses.
_NUMBER = 7_306_082_911
_NUMBER_FOR_SEALING = 7_306_082_912


def take_turns() -> None:
    """From here to the end of the transaction nobody else changes what can be found. Without it two
    changes at once (a page is published, its parent made private) each miss the other's. Call it
    before locking rows that others lock after it, such as claims, or the two wait for each other.

    On SQLite, where one transaction writes at a time, there is nothing to do.
    """
    _take(_NUMBER)


def take_turns_to_seal() -> None:
    """From here to the end of the transaction nobody else seals events: the chain has one end. Take
    no other lock beside it. On SQLite, as above, there is nothing to do."""
    _take(_NUMBER_FOR_SEALING)


def _take(number: int) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
