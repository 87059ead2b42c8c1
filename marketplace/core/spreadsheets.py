"""Cells of spreadsheets that say what they say, and compute nothing."""

from __future__ import annotations

# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection").
BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def plain_cell(text: str) -> str:
    """A text as a cell of a CSV file: where it would be read as a formula, an apostrophe stands before
    it, which spreadsheets take for "as it is written". Numbers are none, below nought either."""
    if not text.lstrip(" ").startswith(BEGINNINGS) or _is_number(text):
        return text
    return f"'{text}"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
