"""/health/ says that this process answers, /health/ready/ whether visitors should be sent to it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from marketplace.accounts.factors import second_step_passed
from marketplace.config import rules
from marketplace.core.examining import Report, examine
from marketplace.core.health import State

logger = logging.getLogger(__name__)

WORDS = {State.OK: "ready", State.DEGRADED: "degraded", State.FAILING: "not ready"}

_lock = threading.Lock()
_told: tuple[State, list[str]] = (State.OK, [])


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Touches nothing, so that nobody restarts a process because its database is away."""
    return JsonResponse({"status": "alive"}, headers={"X-Robots-Tag": "noindex"})


@never_cache
@vary_on_headers("Accept")
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """With a word as JSON for everybody: 200 where the site is ready or degraded, 503 where it is
    not ready. Staff who are signed in get what was found, as a page or as JSON. Answers within two
    seconds, whatever hangs."""
    report = examine()
    status = 200 if report.ready else 503
    word = {"status": WORDS[report.state]}
    response: HttpResponse
    if not _is_for_staff(request, report):
        response = JsonResponse(word, status=status)
    elif request.get_preferred_type(["application/json", "text/html"]) == "text/html":
        response = render(request, "config/health.html", {"report": report}, status=status)
    else:
        response = JsonResponse(word | {"checks": _in_full(report)}, status=status)
    response["X-Robots-Tag"] = "noindex"
    # What there is to tell is told below; Django would say at each look that this is a 503.
    response._has_been_logged = True  # type: ignore[attr-defined] # Django sets it so itself
    _tell_of_a_change(report)
    return response


def _tell_of_a_change(report: Report) -> None:
    """Log once that the site is in another state than before, or for another reason. Machines look
    every few seconds: a line for each would fill the log. Each process tells of what it found."""
    global _told
    state = report.state
    reasons = [each.name for each in report.checks if each.finding.state == state != State.OK]
    with _lock:
        if (state, reasons) == _told:
            return
        _told = (state, reasons)
    if state == State.FAILING:
        logger.error("Not ready", extra={"failing": reasons})
    elif state == State.DEGRADED:
        logger.warning("Degraded", extra={"degraded": reasons})
    else:
        logger.info("Ready again")


def _is_for_staff(request: HttpRequest, report: Report) -> bool:
    # Who is asking stands in the database: without one it is nobody, and a wait for nothing.
    if report.of("database").state == State.FAILING:
        return False
    try:
        return rules.may_see_health(request.user) and second_step_passed(request)
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
