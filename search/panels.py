"""The search box in the header of pages that have no search of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from search.addresses import HIDE


def find_box(thing: Any, request: HttpRequest | None) -> Mapping[str, Any] | None:
    """Nothing on the home page and on search itself. An error page may have no request."""
    if request is None:
        return {"without_examples": False}
    if request.path == "/" or request.path.startswith(reverse("search")):
        return None
    return {"without_examples": request.GET.get("examples") == HIDE}
