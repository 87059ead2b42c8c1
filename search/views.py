"""The page of results, and the suggestions while somebody types."""

from __future__ import annotations

import logging
from pathlib import Path
from traceback import extract_tb

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.core.limits import Limit, address_of, is_over
from search import answering, language, unmet
from search.engines.bounding import TookTooLong

LIBRARIES = "site-packages"
# A person makes a few; behind one address there may be a whole council.
SEARCHES, SUGGESTIONS = Limit("search", 600), Limit("suggest", 3_000)
TOO_MANY = 429

log = logging.getLogger(__name__)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    if is_over(SEARCHES, request):
        return _instead(request, "search/too_many.html", status=TOO_MANY)
    try:
        found = answering.results(request.GET)
    except SuspiciousOperation:  # no fault of ours: Django says that it cannot be answered
        raise
    except Exception as error:  # whatever it was, the reader gets a way on
        log_failure(error)
        too_long = isinstance(error, TookTooLong)
        return _instead(request, f"search/{'too_long' if too_long else 'unavailable'}.html")
    if unmet.is_unmet(found):
        unmet.note(found.asked.reading.text, address_of(request))
    return render(request, "search/results.html", {"found": found})


def _instead(request: HttpRequest, page: str, *, status: int = 503) -> HttpResponse:
    """The page where search does not answer, with what was typed still in the box."""
    words = language.clean(request.GET.get("q", ""))[: language.LONGEST_QUERY]
    narrowed = any(name != "q" for name in request.GET)
    answer = render(request, page, {"words": words, "narrowed": narrowed}, status=status)
    if status == TOO_MANY:
        answer["Retry-After"] = str(SEARCHES.seconds)
    return answer


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    # What is private by the next key must not come out of a browser's cache.
    kept = {"Cache-Control": "private, no-store"}
    if is_over(SUGGESTIONS, request):
        return JsonResponse({"suggestions": []}, status=TOO_MANY, headers=kept)
    try:
        found = answering.suggestions(request.GET.get("q", ""))
    except SuspiciousOperation:
        raise
    except Exception as error:
        log_failure(error)
        return JsonResponse({"suggestions": []}, status=503, headers=kept)
    return JsonResponse({"suggestions": found}, headers=kept)


def log_failure(error: Exception) -> None:
    """What broke and where, but not its message: that may quote what somebody searched for."""
    ours = (frame for frame in extract_tb(error.__traceback__) if LIBRARIES not in frame.filename)
    *_, last = ours
    place = f"{Path(last.filename).name}:{last.lineno} in {last.name}"
    log.error("Search did not answer: %s at %s", type(error).__name__, place)
