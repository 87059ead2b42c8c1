"""How often one address may ask for something, so that nobody keeps a site from everybody else.

Generous, because a whole council may stand behind one address. Counted in the quick cache: where that
is away, nobody is turned away; what must hold even then is not for this.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


@dataclass(frozen=True)
class Limit:
    """`times` in `seconds`, counted in windows of that length by the clock."""

    name: str
    times: int
    seconds: int = 60


def is_over(limit: Limit, request: HttpRequest) -> bool:
    """Count this request; whether there were too many from its address. Where nobody knows that,
    nobody is turned away."""
    address = address_of(request)
    if not settings.RATE_LIMITED or not address:
        return False
    window = int(time.time() // limit.seconds)
    key = f"limit:{limit.name}:{window}:{address}"
    if cache.add(key, 1, limit.seconds):
        return False
    return cache.incr(key) > limit.times


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, by the same account of proxies that sign-in goes by."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:  # a server behind a socket tells of nobody
        return ""
