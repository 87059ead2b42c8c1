"""Every CSV file that the admin hands out, Wagtail's own included, holds texts and no formulas."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from marketplace.core.spreadsheets import plain_cell

_as_wagtail_does = SpreadsheetExportMixin.preprocess_field_value


def hold_no_formulas() -> None:
    """Once, when the app is ready: as the last thing that is done to a cell, because some views make
    a text of their own of what stands in a column."""
    SpreadsheetExportMixin.preprocess_field_value = _as_plain_text


def _as_plain_text(view: Any, field: str, value: Any, export_format: str) -> Any:
    made = _as_wagtail_does(view, field, value, export_format)
    if export_format == view.FORMAT_CSV and isinstance(made, str | Promise):
        return plain_cell(str(made))
    return made
