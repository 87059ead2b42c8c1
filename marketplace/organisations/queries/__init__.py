"""Reads of organisations across models."""

from marketplace.organisations.queries.councils import (
    A_PAGE,
    MADE_UP,
    council_list,
    council_page,
    council_totals,
    read_filters,
)
from marketplace.organisations.queries.people import held_by, is_approver, memberships_of
from marketplace.organisations.queries.recognising import Recognition, recognise

__all__ = [
    "A_PAGE",
    "MADE_UP",
    "Recognition",
    "council_list",
    "council_page",
    "council_totals",
    "held_by",
    "is_approver",
    "memberships_of",
    "read_filters",
    "recognise",
]
