"""The page: 20 hits, the total and every facet, each asked as Wagtail's documentation shows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.search.query import MATCH_ALL
from wagtail.search.utils import parse_query_string

from benchmarks.peers.wagtail_search.models import FACETS, ListedPage

A_PAGE = 20


def search(request: HttpRequest) -> HttpResponse:
    pages = ListedPage.objects.live()
    for facet in FACETS:
        if value := request.GET.get(facet):
            pages = pages.filter(**{facet: value})
    words = request.GET.get("q", "")
    operator = request.GET.get("operator", "and")
    _, query = parse_query_string(words, operator=operator)
    found = pages.search(query if words else MATCH_ALL)
    return render(
        request,
        "wagtail_search/page.html",
        {
            "words": words,
            "hits": found[:A_PAGE],
            "total": found.count(),
            "facets": {facet: found.facet(facet) for facet in FACETS},
        },
    )
