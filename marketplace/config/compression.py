"""Pages are compressed on their way; pictures and uploaded files, packed as they are, keep their size."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

UPLOADED = ("/media/", "/documents/")


class PageGZipMiddleware(GZipMiddleware):
    """Django's, but for what is compressed already: it would grow, and lose its Content-Length."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        if request.path.startswith(UPLOADED) or kind.startswith("image/"):
            return response
        return super().process_response(request, response)
