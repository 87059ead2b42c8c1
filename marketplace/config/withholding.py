"""Blanks in what is logged whatever opens a door, names a person or is what somebody looked for."""

from __future__ import annotations

import re

WITHHELD = "[withheld]"

# Who signs in at a server (redis://:password@…), though the password has signs that belong encoded;
# and e-mail addresses.
_PERSON = re.compile(
    r"(?<=://)(?:[^\s/@:\"'<>]{0,100}:[^\s\"'<>]{1,200}|[^\s/@]{1,200})(?=@)"
    r"|[^\s@\"'<>()=,;:]{1,64}@[^\s@\"'<>()=,;:]{1,200}\.[A-Za-z]{2,}"
)
# What stands behind the question mark of an address, whole or from its path on.
_QUERY = re.compile(r"(?<=/)([^\s/?\"'<>()]*)\?[^\s\"'<>]+")
_PART_OF_A_PATH = re.compile(r"(?<=/)[^\s/?\"'<>,;]{20,}")
_AT_RANDOM = re.compile(r"[A-Za-z0-9]{20}")
_MIXED = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[\w:-]{32,}")


def withheld(text: str) -> str:
    """The text without passwords of servers, e-mail addresses, what stands behind the question mark
    of an address, and the parts of a path that look like a key: a link that resets a password or
    invites somebody holds one."""
    if "@" in text:
        text = _PERSON.sub(WITHHELD, text)
    if "/" in text:
        text = _QUERY.sub(rf"\1?{WITHHELD}", text)
        text = _PART_OF_A_PATH.sub(_without_key, text)
    return text


def _without_key(found: re.Match[str]) -> str:
    """Long, and not words with hyphens as in the addresses of pages."""
    part = found[0]
    drawn = _AT_RANDOM.search(part) and re.search(r"[0-9]", part)
    return WITHHELD if drawn or _MIXED.fullmatch(part) else part
