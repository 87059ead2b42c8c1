"""How a solution answers a request: as a page, or as text for an e-mail."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from wagtail.models import PageViewRestriction

STEP = 4  # characters of a page's path for each page above it


class SolutionServing:
    """Mixed into solution pages."""

    pk: int
    path: str

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("as") == "text":
            text = render_to_string("cms/solution.txt", self._detailed(request), request)
            return HttpResponse(text, content_type="text/plain; charset=utf-8")
        response: HttpResponse = super().serve(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the template takes: all that is the same for every reader as drawn or as kept."""
        from cms import kept
        from cms.models import CatalogueVersion

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        is_preview = getattr(request, "is_preview", False)
        version = None if is_preview or not self.pk else CatalogueVersion.current()
        request.catalogue_version = version  # type: ignore[attr-defined] # for the panels
        context["drawn"] = kept.kept(f"solution:{self.pk}", version, lambda: self._drawn(request))
        return context

    def _drawn(self, request: HttpRequest) -> dict[str, str]:
        named = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
        shown = self._detailed(request) | named
        return {
            "main": render_to_string("cms/solution_main.html", shown),
            "source": render_to_string("cms/solution_source.html", shown),
            "whose": self.whose,  # type: ignore[attr-defined]
        }

    def _detailed(self, request: HttpRequest) -> dict[str, Any]:
        from cms import queries

        preview = getattr(request, "is_preview", False)
        return {"page": self, **queries.solution_detail(self, preview=preview)}  # type: ignore[arg-type]

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """As Wagtail has them, in one statement where it takes two: of the page and of those above it,
        and where one is an alias, of what it is an alias of instead."""
        above = [self.path[:end] for end in range(STEP, len(self.path) + 1, STEP)]
        found: QuerySet[PageViewRestriction] = PageViewRestriction.objects.filter(
            Q(page__path__in=above)
            | Q(page__aliases__path__in=above)
            | Q(page__aliases__aliases__path__in=above),
            page__alias_of__isnull=True,
        ).distinct()
        return found
