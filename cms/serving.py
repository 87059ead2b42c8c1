"""How a solution answers a request: as a page, or as text for an e-mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from wagtail.models import Page, PageViewRestriction

# Mixed into pages, and a page to whoever checks types; another base would make a table of its own.
if TYPE_CHECKING:
    from wagtail.models import Page as Base
else:
    Base = object


class SolutionServing(Base):
    """Mixed into solution pages."""

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from cms import queries

        if request.GET.get("as") == "text":
            preview = getattr(request, "is_preview", False)
            shown = {"page": self, **queries.solution_detail(self, preview=preview)}
            text = render_to_string("cms/solution.txt", shown, request)
            return HttpResponse(text, content_type="text/plain; charset=utf-8")
        response: TemplateResponse = super().serve(request, *args, **kwargs)
        # Not in get_context(), which the page that asks for a password uses as well.
        response.context_data = (response.context_data or {}) | self._drawn(request)
        return response

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        return context | self._drawn(request)

    def _drawn(self, request: HttpRequest) -> dict[str, Any]:
        from cms import drawing

        return {"drawn": drawing.solution(self, request)}

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """As Wagtail has them. Where neither the page nor one above it is private or an alias, which
        is nearly always, one statement says so, and Wagtail would take two."""
        ends = range(self.steplen, len(self.path) + 1, self.steplen)
        doubtful = Page.objects.filter(
            Q(alias_of__isnull=False) | Q(view_restrictions__isnull=False),
            path__in=[self.path[:end] for end in ends],
        )
        if not doubtful.exists():
            return PageViewRestriction.objects.none()
        found: QuerySet[PageViewRestriction] = super().get_view_restrictions()
        return found
