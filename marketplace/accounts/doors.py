"""The doors that Wagtail brings: those to signing in lead to ours, whatever is posted to them, and
the one to its admin opens to those who work there."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def to_sign_in(request: HttpRequest) -> HttpResponse:
    """On to our sign-in page, which then leads back to where the person was going."""
    target = reverse("account_login")
    following = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()}):
        target += "?" + urlencode({"next": following})
    return HttpResponseRedirect(target)


@csrf_exempt
def to_sign_out(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("account_logout"))


@csrf_exempt
def closed(request: HttpRequest) -> HttpResponse:
    raise Http404


ADMIN = "/admin/"
# Addresses below the admin that answer to everybody: with a way to ours, or not at all.
OPEN = tuple(ADMIN + each for each in ("login/", "logout/", "account/", "password_reset/"))


class AdminDoorMiddleware:
    """Tells a person who has no business in the admin so. Wagtail would send them to sign in, and
    signing in, done already, would send them back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(ADMIN) and not request.path.startswith(OPEN):
            user = request.user
            if user.is_authenticated and not user.has_perm("wagtailadmin.access_admin"):
                # Raising would put a trace into the log for what is no fault.
                return render(request, "errors/403.html", status=403)
        return self.get_response(request)
