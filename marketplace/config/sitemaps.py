"""The sitemap says where the site is by its own address, not by that of the request: what one reader
asked for at another host would be kept and shown to all."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap


def at_our_address(of: type[Sitemap]) -> type[Sitemap]:
    """A Django sitemap whose addresses all begin with SITE_URL. Wagtail's own needs none: its pages
    know their site."""

    class AtOurAddress(of):  # type: ignore[valid-type, misc]  # any sitemap
        def get_protocol(self, protocol: str | None = None) -> str:
            return urlsplit(settings.SITE_URL).scheme

        def get_domain(self, site: Any = None) -> str:
            return urlsplit(settings.SITE_URL).netloc

    return AtOurAddress
