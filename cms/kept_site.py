"""Which site an address is of, and its front page: asked of the database once, not with every page.

Wagtail looks both up for each request, in two statements that take longer than to show a page that
has been drawn. It keeps what it finds in `request._wagtail_site`, and takes what is there.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.models import Site
from wagtail.views import serve

from marketplace.core.findable import findable_version

SECONDS = 60.0  # at the longest, for a site that was changed past the signals
MOST = 100  # hosts: only those that are allowed come here


@dataclass(frozen=True)
class _Kept:
    version: int
    until: float
    site: Site


_kept: dict[tuple[str, str], _Kept] = {}


class KeptSiteMiddleware:
    """For pages below the front page alone: that one would be shown as it was kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> None:
        if view is serve and any((*args, *kwargs.values())):
            request._wagtail_site = _site_of(request)


def forget() -> None:
    """Keep nothing of what was."""
    _kept.clear()


def _site_of(request: Any) -> Site | None:
    version = findable_version(request)
    asked = (request._get_raw_host(), request.get_port())
    held = _kept.get(asked)
    if held is not None and held.version == version and time.monotonic() < held.until:
        return held.site
    site: Site | None = Site.find_for_request(request)
    if site is not None and version is not None:
        _hold_front_page(site, held)
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[asked] = _Kept(version, time.monotonic() + SECONDS, site)
    return site


def _hold_front_page(site: Site, held: _Kept | None) -> None:
    """With its own fields, of which only where it lies matters to what is below it: as it was held,
    where it lies there still."""
    now = site.root_page
    before = held.site.root_page if held is not None else None
    if before is not None and (before.pk, before.url_path) == (now.pk, now.url_path):
        now.specific = before.specific
    else:
        now.specific  # noqa: B018 - asked for here, and held by the page
