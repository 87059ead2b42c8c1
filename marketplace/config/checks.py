"""Checks that name a missing setting before anything starts, whichever way it starts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured


@register()
def production_settings(**kwargs: Any) -> list[CheckMessage]:
    """Outside DEMO a site needs its own address and its own secret."""
    if settings.DEMO:
        return []
    found: list[CheckMessage] = []
    address = urlsplit(settings.SITE_URL)
    if address.scheme not in ("https", "http") or not address.hostname or address.path:
        found.append(
            Error(
                "SITE_URL is not set, or is not the address of a site.",
                hint="Set it to an address without a path, like https://proven.example.gov.uk.",
                id="config.E001",
            )
        )
    if len(settings.SECRET_KEY) < 50:
        found.append(
            Error(
                "SECRET_KEY is not set, or shorter than 50 characters.",
                hint="Set it to a long random value and keep it.",
                id="config.E002",
            )
        )
    return found


@register()
def provider(**kwargs: Any) -> list[CheckMessage]:
    """A provider to sign in with is named whole, and spoken to where nobody listens."""
    if not settings.OIDC_ISSUER:
        return []
    found: list[CheckMessage] = []
    if not (settings.OIDC_CLIENT_ID and settings.OIDC_SECRET):
        found.append(
            Error(
                "OIDC_ISSUER is set, and OIDC_CLIENT_ID or OIDC_SECRET is not.",
                hint="Set all three as the provider tells them, or none.",
                id="config.E004",
            )
        )
    if not settings.DEMO and urlsplit(settings.OIDC_ISSUER).scheme != "https":
        found.append(
            Error(
                "OIDC_ISSUER is no address by https.",
                hint="Set it to the issuer as the provider tells it, without /.well-known/….",
                id="config.E005",
            )
        )
    return found


@register()
def web_processes(**kwargs: Any) -> list[CheckMessage]:
    """Without a broker the web server is one process: its runner and its cache are its own."""
    if settings.WEB_CONCURRENCY == 1 or (settings.WEB_CONCURRENCY > 1 and settings.REDIS_URL):
        return []
    return [
        Error(
            f"WEB_CONCURRENCY is {settings.WEB_CONCURRENCY}"
            + ("." if settings.REDIS_URL else ", and REDIS_URL is not set."),
            hint="Set it to 1 or more; for more than 1, set REDIS_URL too and run a worker and "
            "beat.",
            id="config.E003",
        )
    ]


@register(deploy=True)
def trusted_proxies(**kwargs: Any) -> list[CheckMessage]:
    """The server itself speaks no https, so that where the site does, a proxy stands before it."""
    if not settings.SITE_URL.startswith("https:") or settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return []
    return [
        Warning(
            "The site is at https, and TRUSTED_PROXIES is 0: all its readers seem to have the "
            "address of the proxy, and share one limit of attempts to sign in.",
            hint="Set it to how many proxies of your own stand before the site, mostly 1.",
            id="config.W001",
        )
    ]


def insist_on_settings() -> None:
    """For the doors by which no command of manage.py leads. Raises ImproperlyConfigured, naming
    what is missing."""
    if found := production_settings():
        raise ImproperlyConfigured("\n".join(f"{each.msg} {each.hint}" for each in found))
