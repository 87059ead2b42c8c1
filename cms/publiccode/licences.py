"""Licence expressions as strictly as the standard's own validator takes them."""

from __future__ import annotations

import re
from functools import lru_cache

from license_expression import get_license_index

_WORD = re.compile(
    r" *(?:((?i:with)(?= )|WITH|AND|OR|[()+:])|((?:DocumentRef|LicenseRef)-[A-Za-z0-9.-]+)|([A-Za-z0-9.-]+))"
)
# In the index as other names of licences, and on SPDX's list never.
_NOT_LISTED = {"bsd-2", "gpl", "nokia-qt-exception-1.1"}
# How much parentheses may hold before it is no licence any more.
_LONGEST = 500


class _NoLicence(ValueError):
    """The words are none, or do not stand together."""


def is_licence(expression: str) -> bool:
    """Whether SPDX knows every licence in it, in any case of letters, and AND, OR, WITH and
    parentheses join them properly. References of one's own (LicenseRef-…) count."""
    try:
        words = _words(expression)
        rest = _any_of(words)
    except (_NoLicence, RecursionError):
        return False
    return not rest


@lru_cache(maxsize=1)
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """Licences and exceptions of SPDX's list, in small letters."""
    licences: set[str] = set()
    exceptions: set[str] = set()
    for entry in get_license_index():
        names = [entry["spdx_license_key"], *entry["other_spdx_license_keys"]]
        into = exceptions if entry["is_exception"] else licences
        into |= {name.lower() for name in names if name and not name.startswith("LicenseRef-")}
    # Older names of a licence together with its exception, which are licences.
    licences |= {name for name in exceptions if "-with-" in name or name == "ecos-2.0"}
    return frozenset(licences - _NOT_LISTED), frozenset(exceptions - _NOT_LISTED)


def _words(expression: str) -> list[str]:
    if len(expression) > _LONGEST:
        raise _NoLicence
    words, at, text = [], 0, expression.rstrip(" ")
    while at < len(text):
        found = _WORD.match(text, at)
        if found is None or (found[1] == "+" and found[0] != "+"):
            raise _NoLicence
        word = found[1] or found[2] or found[3]
        words.append("WITH" if found[1] and found[1].upper() == "WITH" else word)
        at = found.end()
    return words


def _any_of(words: list[str]) -> list[str]:
    rest = _all_of(words)
    while rest[:1] == ["OR"]:
        rest = _all_of(rest[1:])
    return rest


def _all_of(words: list[str]) -> list[str]:
    rest = _one(words)
    while rest[:1] == ["AND"]:
        rest = _one(rest[1:])
    return rest


def _one(words: list[str]) -> list[str]:
    if not words:
        raise _NoLicence
    word, rest = words[0], words[1:]
    if word == "(":
        rest = _any_of(rest)
        if rest[:1] != [")"]:
            raise _NoLicence
        return rest[1:]
    if word.startswith("DocumentRef-"):
        if rest[:1] != [":"] or not rest[1:] or not rest[1].startswith("LicenseRef-"):
            raise _NoLicence
        return rest[2:]
    if word.startswith("LicenseRef-"):
        return rest
    return _licence(word, rest)


def _licence(word: str, rest: list[str]) -> list[str]:
    licences, exceptions = _known()
    name = word.lower()
    names = {name, name.removesuffix("-only"), name.removesuffix("-or-later")}
    if not names & licences:
        raise _NoLicence
    if rest[:1] == ["+"]:
        rest = rest[1:]
    if rest[:1] == ["WITH"]:
        if not rest[1:] or rest[1].lower() not in exceptions:
            raise _NoLicence
        rest = rest[2:]
    return rest
