"""Licences as SPDX writes them."""

from __future__ import annotations

from functools import lru_cache

from django.core.exceptions import ValidationError
from license_expression import Licensing, get_spdx_licensing


@lru_cache(maxsize=1)
def _licensing() -> Licensing:
    return get_spdx_licensing()


def read_expression(value: str) -> str:
    """The SPDX licence expression that was typed, in SPDX's own writing: "mit" is "MIT".

    Raises ValidationError for anything else.
    """
    try:
        parsed = _licensing().parse(value, strict=True)
    except Exception:  # the library's own, and those that it lets through: IndexError for "()"
        parsed = None
    if parsed is None:
        raise ValidationError(
            "Enter the licence as SPDX writes it, like MIT or AGPL-3.0-only OR MIT"
        )
    unknown = _licensing().unknown_license_keys(parsed)
    if unknown:
        raise ValidationError(
            f"SPDX does not know {', '.join(unknown)}: enter its identifier, like MIT or GPL-3.0-or-later"
        )
    return str(parsed)


def validate_expression(value: str) -> None:
    """Raises ValidationError unless `value` is an SPDX licence expression."""
    read_expression(value)


def identifiers(expression: str) -> list[str]:
    """The licences that an expression names, each once, in SPDX's writing; none where it is none."""
    try:
        parsed = _licensing().parse(expression)
    except Exception:
        return []
    return list(_licensing().license_keys(parsed)) if parsed is not None else []
