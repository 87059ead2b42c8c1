"""Licences as SPDX writes them."""

from __future__ import annotations

from functools import lru_cache

from django.core.exceptions import ValidationError
from license_expression import ExpressionError, Licensing, get_spdx_licensing


@lru_cache(maxsize=1)
def _licensing() -> Licensing:
    return get_spdx_licensing()


def validate_expression(value: str) -> None:
    """Raises ValidationError unless `value` is an SPDX licence expression."""
    try:
        unknown = _licensing().unknown_license_keys(value)
    except ExpressionError:
        raise ValidationError(
            "Enter the licence as SPDX writes it, like MIT or AGPL-3.0-only OR MIT"
        ) from None
    if unknown:
        raise ValidationError(
            f"SPDX does not know {', '.join(unknown)}: enter its identifier, like MIT or GPL-3.0-or-later"
        )
