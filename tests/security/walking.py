"""Every address of the site, as its URL map has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

OURS = ("marketplace.", "cms.", "search.")
_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
# What stands where an address has a parameter and nothing in particular is asked for.
ANY = {"int": "1", "slug": "some-name", "str": "some-name", "path": "some/name", "uuid": "0" * 32}


@dataclass(frozen=True)
class Address:
    """One pattern of the URL map. `name` is what it is called, or its route."""

    route: str
    name: str
    module: str
    callback: Any
    space: str = ""  # its namespaces, each with its colon

    @property
    def full_name(self) -> str:
        """With its namespaces, as `reverse` takes it; an address without a name by its route."""
        return self.name if self.name == self.route else self.space + self.name

    @property
    def is_ours(self) -> bool:
        return self.module.startswith(OURS)

    @property
    def is_of_admin(self) -> bool:
        return self.route.startswith(("admin/", "^admin/"))

    @property
    def parameters(self) -> list[str]:
        return [name for _, name in _PARAMETER.findall(self.route)]

    def at(self, **given: object) -> str:
        """The address, with parameters as given, and with something that fits for the others."""

        def put(found: re.Match[str]) -> str:
            kind, name = found.groups()
            return str(given.get(name, "1" if name == "pk" else ANY[kind or "str"]))

        route = _PARAMETER.sub(put, self.route.replace(r"((?:[\w\-]+/)*)", ""))
        route = re.sub(r"\(\?P<\w+>[^)]*\)|\([^)]*\)\*?", "1", route)
        return "/" + re.sub(r"[\^$\\]|Z$", "", route)

    def __str__(self) -> str:
        return self.name


def addresses() -> list[Address]:
    return list(_within(get_resolver(), ""))


def ours() -> list[Address]:
    """Those whose view is written or dressed by us, or that of a library outside of Wagtail's admin:
    all that somebody who is no editor may reach."""
    return [each for each in addresses() if each.is_ours or not each.is_of_admin]


def _within(resolver: URLResolver, prefix: str, space: str = "") -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _within(pattern, route, inner)
        else:
            name = pattern.name or route
            yield Address(route, name, _module(pattern), pattern.callback, space)


def _module(pattern: URLPattern) -> str:
    callback = pattern.callback
    return getattr(callback, "view_class", callback).__module__
