"""Figures as people type them and as the site shows them."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_SCALES = {
    "": 1,
    "k": 1_000,
    "thousand": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "million": 1_000_000,
    "bn": 1_000_000_000,
    "b": 1_000_000_000,
    "billion": 1_000_000_000,
}
_TYPED = re.compile(
    r"^\s*(?P<sign>[-−]?)\s*£?\s*(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)\s*"
    r"(?P<scale>[a-z]*)\s*$",
    re.IGNORECASE,
)
LARGEST = Decimal(10) ** 14


class NotAFigure(ValueError):
    """What was typed cannot be read as a number."""


def read_figure(typed: str) -> Decimal:
    """A number from "3,400,000", "£3.4m", "1.2 million" or "12.5". Raises NotAFigure with a
    sentence that says what would be read."""
    match = _TYPED.match(typed)
    scale = _SCALES.get(match["scale"].lower()) if match else None
    if match is None or scale is None:
        raise NotAFigure("Enter a number in figures, like 3,400,000, 3.4m or 12.5")
    try:
        number = Decimal(match["number"].replace(",", "")) * scale
    except InvalidOperation:  # pragma: no cover - the pattern admits digits only
        raise NotAFigure("Enter a number in figures, like 3,400,000") from None
    if number >= LARGEST:
        raise NotAFigure("Enter a smaller number: this one is larger than any council's budget")
    return -number if match["sign"] else number


def read_pounds(typed: str) -> int:
    """Pence from an amount of pounds as people type it. Raises NotAFigure."""
    pence = read_figure(typed) * 100
    if pence != pence.to_integral_value():
        raise NotAFigure("Enter pounds and pence, like 1,250.50")
    return int(pence)


def pounds(pence: int) -> str:
    """£3bn, £3.4m, £210,000, £12.50: short where nothing is lost by it."""
    sign = "−" if pence < 0 else ""
    pence = abs(pence)
    for size, letter in ((100_000_000_000, "bn"), (100_000_000, "m")):
        if pence >= size and pence * 100 % size == 0:
            return f"{sign}£{_plain(Decimal(pence) / size)}{letter}"
    if pence % 100:
        return f"{sign}£{pence // 100:,}.{pence % 100:02d}"
    return f"{sign}£{pence // 100:,}"


def number(value: Decimal) -> str:
    """1,240 or 12.5, without zeros that say nothing; a real minus sign."""
    text = _plain(abs(value))
    return f"−{text}" if value < 0 else text


def worded(text: str, unit: str, direction: str = "") -> str:
    """31% fewer, 41 homes, 6 minutes."""
    if unit:
        text += unit if unit.startswith("%") else f" {unit}"
    return f"{text} {direction}".strip()


def _plain(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
