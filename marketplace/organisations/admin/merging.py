"""Merging an ended council into the one that came after it: what follows is shown first."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from marketplace.core import clock, registry
from marketplace.core.actor import actor_of
from marketplace.organisations import services
from marketplace.organisations.admin.moderating import A_PAGE, ModeratorView
from marketplace.organisations.models import Council
from marketplace.organisations.queries import moderating


class EndedCouncilsView(ModeratorView):
    """Those with people or domains of their own come first."""

    page_title = "Merge councils"
    template_name = "organisations/admin/ended.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listed = Paginator(moderating.ended_councils(clock.today()), A_PAGE).get_page(
            self.request.GET.get("p")
        )
        return super().get_context_data(listed=listed, **kwargs)


class MergeView(ModeratorView):
    """One council: what of it follows, and the button that moves it."""

    page_title = "Merge a council"
    template_name = "organisations/admin/merge.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        council = get_object_or_404(Council, pk=self.kwargs["pk"])
        successors = list(council.successors.order_by("name"))
        return super().get_context_data(
            council=council,
            has_ended=council.has_ended(clock.today()),
            successors=successors,
            successor=successors[0] if len(successors) == 1 else None,
            following=moderating.following(council, now=clock.read_now()),
            others=[merge.name for merge in registry.merges],
            **kwargs,
        )

    def post(self, request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        council = get_object_or_404(Council, pk=pk)
        successor = get_object_or_404(Council, pk=request.POST.get("into") or 0)
        done = self.tried(
            lambda: services.merge_council(
                old_id=council.pk, new_id=successor.pk, actor=actor_of(request)
            ),
            f"{council} goes on as {successor}. Its people get a mail that says so.",
        )
        return redirect("organisation-ended") if done else redirect("organisation-merge", pk)
