"""allauth's views, each of whose posts is done whole or not at all, with its events and mails."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse


class Whole:
    """A form's work in one transaction. Checking the form, and so hashing a password to compare it,
    comes before, and what was counted against a limit there stays counted."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        return response
