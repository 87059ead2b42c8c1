"""How a solution answers a request: as a page, or as text for an e-mail."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


class SolutionServing:
    """Mixed into solution pages."""

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("as") == "text":
            text = render_to_string("cms/solution.txt", self.get_context(request), request)
            return HttpResponse(text, content_type="text/plain; charset=utf-8")
        response: HttpResponse = super().serve(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms import queries

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        preview = getattr(request, "is_preview", False)
        context.update(queries.solution_detail(self, preview=preview))  # type: ignore[arg-type]
        return context
