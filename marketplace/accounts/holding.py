"""Holds a session of somebody whose part needs a second step until it has passed one."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse

from marketplace.accounts.factors import second_step_needed, second_step_passed

# What never asks who reads it, and answers while the database is away.
FOR_MACHINES = ("/health/", "/robots.txt", "/sitemap.xml", "/favicon.ico", "/static/")
# What remains open meanwhile: adding a second step, passing it, and leaving.
OPEN = frozenset({
    "second_step", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "account_reauthenticate", "account_reauthenticate_by_code",
    "account_logout",
})  # fmt: skip


class SecondStepMiddleware:
    """Asks at each request, because a part may be given during a session. It takes no statement
    where nobody is signed in and where the step is passed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return _held(request) or self.get_response(request)


def _held(request: HttpRequest) -> HttpResponse | None:
    if request.path_info.startswith(FOR_MACHINES):
        return None
    # Whoever reads without a session is not asked for one: what they read would then vary by it.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    if not request.user.is_authenticated or second_step_passed(request):
        return None
    if _stays_open(request.path_info) or not second_step_needed(request.user):
        return None
    if request.method in ("GET", "HEAD") and request.accepts("text/html"):
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('second_step')}?{query}")
    return render(request, "accounts/held.html", status=403)


def _stays_open(path: str) -> bool:
    try:
        return resolve(path).url_name in OPEN
    except Resolver404:
        return False
