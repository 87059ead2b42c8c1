"""Keeps what a file says of single people out of everything that is stored or shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

LEFT_OUT = "(left out)"

_ADDRESS = re.compile(r"[\w.%+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
# Below these keys everything is about a person.
_ABOUT_PEOPLE = re.compile(r"(^|\.)(contacts|contractors|authors?|maintainers?)(\[|\.|$)")
_SHORTEST_PHONE = 6
# Of keys that nobody knows no more than somebody would read.
_MOST_KEYS = 100
_LONGEST_TEXT = 1_000


def phones(values: dict[str, Any]) -> list[str]:
    """The telephone numbers of a file's contacts."""
    contacts = (values.get("maintenance") or {}).get("contacts") or []
    given = (contact.get("phone", "") for contact in contacts)
    return [phone for phone in given if sum(map(str.isdigit, phone)) >= _SHORTEST_PHONE]


def without_contacts(text: str, numbers: Iterable[str] = ()) -> str:
    """The text without e-mail addresses and without these telephone numbers."""
    for number in numbers:
        text = text.replace(number, LEFT_OUT)
    return _ADDRESS.sub(LEFT_OUT, text)


def keepable(unknown: dict[str, Any]) -> dict[str, Any]:
    """Keys that the standard does not know, without what could be about a person."""
    return {
        name: LEFT_OUT if _ABOUT_PEOPLE.search(name) else _cleaned(value)
        for name, value in list(unknown.items())[:_MOST_KEYS]
    }


def _cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: LEFT_OUT if _ABOUT_PEOPLE.search(name) else _cleaned(inner)
            for name, inner in list(value.items())[:_MOST_KEYS]
        }
    if isinstance(value, list):
        return [_cleaned(inner) for inner in value[:_MOST_KEYS]]
    return without_contacts(value[:_LONGEST_TEXT]) if isinstance(value, str) else value
