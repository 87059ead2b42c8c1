"""Pages of councils."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.core import clock
from marketplace.organisations import queries


@require_safe
def councils(request: HttpRequest) -> HttpResponse:
    filters = queries.read_filters(request.GET)
    found = queries.council_list(filters, page=request.GET.get("page", "1"), today=clock.today())
    return render(request, "organisations/councils.html", found)


@require_safe
def council(request: HttpRequest, slug: str) -> HttpResponse:
    found = queries.council_page(slug, today=clock.today())
    if found is None:
        raise Http404("There is no council of that name.")
    return render(request, "organisations/council.html", found)
