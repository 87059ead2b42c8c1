"""Company numbers as Companies House gives them."""

from __future__ import annotations

import re

# England and Wales have eight digits; the others begin with letters: Scotland SC, Northern Ireland NI,
# partnerships OC, SO and NC, overseas FC, societies IP and RS, charitable bodies CE and CS, and more.
_NUMBER = re.compile(r"\d{8}|[A-Z]{2}\d{6}|IP\d{5}R|SP\d{5}R|R\d{7}")


def normal_number(typed: str) -> str:
    """The number as the register writes it, or an empty string for what is none. Blanks and small
    letters are forgiven, and so are noughts that were left out in front of digits alone."""
    number = re.sub(r"[\s.-]", "", typed).upper()
    if number.isascii() and number.isdigit() and 6 <= len(number) < 8:
        number = number.zfill(8)
    return number if _NUMBER.fullmatch(number) and number.isascii() and _count(number) else ""


def _count(number: str) -> int:
    """What its digits count: no company has the number nought."""
    return int(re.sub(r"\D", "", number) or 0)
