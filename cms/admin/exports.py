"""Every CSV file that the admin hands out, Wagtail's own included, holds texts and no formulas."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from marketplace.core.spreadsheets import plain_cell


def hold_no_formulas() -> None:
    """Once, when the app is ready."""
    csv = SpreadsheetExportMixin.FORMAT_CSV
    known = SpreadsheetExportMixin.custom_value_preprocess
    SpreadsheetExportMixin.custom_value_preprocess = {
        **{kind: {**ways, csv: _plain(ways.get(csv, str))} for kind, ways in known.items()},
        (str, Model): {csv: _plain(str)},
    }


def _plain(as_text: Any) -> Any:
    return lambda value: plain_cell(as_text(value))
