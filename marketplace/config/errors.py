"""Error pages in our look, never a stack trace; the last one needs neither database nor context."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """allauth's answer to an address that keeps on trying."""
    return render(request, "errors/429.html", status=429)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        most = settings.LARGEST_REQUEST // settings.MEGABYTE
        return HttpResponse(render_to_string("errors/413.html", {"most": most}), status=413)
    return HttpResponse(render_to_string("errors/400.html"), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    reference = getattr(request, "request_id", "")
    return HttpResponse(render_to_string("errors/500.html", {"reference": reference}), status=500)
