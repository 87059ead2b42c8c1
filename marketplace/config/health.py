"""/health/ says that this process answers, /health/ready/ whether visitors should be sent to it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from marketplace.config import rules
from marketplace.core.examining import Report, examine
from marketplace.core.health import State

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Touches nothing, so that nobody restarts a process because its database is away."""
    return JsonResponse({"status": "alive"}, headers={"X-Robots-Tag": "noindex"})


@never_cache
@vary_on_headers("Accept")
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 or 503, with a word as JSON for everybody; staff who are signed in get what was found, as
    a page or as JSON. Answers within two seconds, whatever hangs."""
    report = examine()
    status = 200 if report.ready else 503
    word = {"status": "ready" if report.ready else "not ready"}
    response: HttpResponse
    if not _is_for_staff(request, report):
        response = JsonResponse(word, status=status)
    elif request.get_preferred_type(["application/json", "text/html"]) == "text/html":
        response = render(request, "config/health.html", {"report": report}, status=status)
    else:
        response = JsonResponse(word | {"checks": _in_full(report)}, status=status)
    response["X-Robots-Tag"] = "noindex"
    if not report.ready:
        failing = [each.name for each in report.checks if each.finding.state == State.FAILING]
        logger.error("Not ready", extra={"failing": failing})
        response._has_been_logged = True  # type: ignore[attr-defined]  # or Django says it again
    return response


def _is_for_staff(request: HttpRequest, report: Report) -> bool:
    # Who is asking stands in the database: without one it is nobody, and a wait for nothing.
    if report.of("database").state == State.FAILING:
        return False
    try:
        return rules.may_see_health(request.user)
    except DatabaseError:
        return False


def _in_full(report: Report) -> list[Mapping[str, Any]]:
    return [
        {
            "name": each.name,
            "state": each.finding.state,
            "words": each.finding.words,
            "figure": each.finding.figure,
            "unit": each.finding.unit,
            "ms": each.ms,
        }
        for each in report.checks
    ]
