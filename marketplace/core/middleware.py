"""A short id for each request, shown on error pages and kept with what the request wrote and logged;
and a line in the log for each."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from marketplace.core import tracing

access = logging.getLogger("marketplace.access")

_WELL_FORMED = re.compile(r"^[A-Za-z0-9-]{8,64}$")
QUIET = "/health/"  # asked every few seconds by a machine


class RequestIdMiddleware:
    """Takes X-Request-ID from the proxy where it is well formed, else makes one; answers with it.

    Logs the method, path, status and milliseconds of each request. Never what stands behind the
    question mark: it may be what somebody searched for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request.request_id = given if _WELL_FORMED.match(given) else uuid.uuid4().hex[:16]  # type: ignore[attr-defined]
        with tracing.within_request(request):
            started = time.monotonic()
            response = self.get_response(request)
            _log(request, response.status_code, time.monotonic() - started)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response


def _log(request: HttpRequest, status: int, seconds: float) -> None:
    # A line break in an address would begin a line of its own.
    path = request.path.encode("unicode_escape").decode("ascii")
    facts = {
        "method": request.method,
        "path": path,
        "status": status,
        "ms": round(seconds * 1000),
    }
    level = logging.DEBUG if path.startswith(QUIET) else logging.INFO
    access.log(level, "Answered", extra=facts)
