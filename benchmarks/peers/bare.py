"""An empty Django view without middleware: what the server and Django cost."""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__)


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("empty\n")


urlpatterns = [path("", empty)]
application = get_wsgi_application()
