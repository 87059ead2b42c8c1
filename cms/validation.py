"""Values that cannot be true are refused wherever they are written."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError

from marketplace.core import clock

EARLIEST_YEAR = 1960


def possible_year(value: int) -> None:
    """Raises ValidationError unless it is a year from 1960 to the next."""
    latest = clock.today().year + 1
    if not EARLIEST_YEAR <= value <= latest:
        raise ValidationError(f"Enter a year from {EARLIEST_YEAR} to {latest}, like {latest - 1}")


def not_in_the_future(value: dt.date) -> None:
    """Raises ValidationError for a day after today."""
    if value > clock.today():
        raise ValidationError("Enter today’s date or an earlier one")


def not_below_nought(value: int) -> None:
    """Raises ValidationError for an amount below nought."""
    if value < 0:
        raise ValidationError("Enter an amount of nought or more")
