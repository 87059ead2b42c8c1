"""The doors to signing in that Wagtail brings: each leads to ours, whatever is posted to it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
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
