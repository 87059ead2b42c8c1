"""Characters that cannot be seen and turn what is read around are refused in what people type."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

# Control characters but for line ends and tabs, and the marks that reverse the text after them.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def only_visible(value: str) -> None:
    """Raises ValidationError for control characters and marks that change the reading direction."""
    if _UNSEEN.search(value):
        raise ValidationError(
            "There is a character in this that cannot be seen: type it again instead of pasting it"
        )
