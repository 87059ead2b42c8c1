"""Pages of councils that were split: a moderator says one by one with which new council each goes on."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms import merging
from cms.models import SolutionPage
from marketplace.core import clock
from marketplace.core.actor import actor_of
from marketplace.organisations import rules
from marketplace.organisations.models import Council
from marketplace.organisations.refusals import MergerRefused

TITLE = "Pages of split councils"
A_PAGE = 50


class SplitPagesView(WagtailAdminTemplateMixin, TemplateView):
    """Each page with the councils that it can go on with."""

    page_title = TITLE
    header_icon = "doc-empty"
    template_name = "cms/admin/split_pages.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not rules.may_moderate(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        split = (
            Council.objects.ended(clock.today())
            .annotate(heirs=Count("successors", distinct=True))
            .filter(heirs__gt=1)
        )
        councils = {each.pk: each for each in split.prefetch_related("successors")}
        pages = SolutionPage.objects.filter(organisation_id__in=list(councils)).order_by("title")
        listed = Paginator(pages, A_PAGE).get_page(self.request.GET.get("p"))
        rows = [(page, councils[page.organisation_id]) for page in listed]
        return super().get_context_data(listed=listed, rows=rows, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page, council = request.POST.get("page", ""), request.POST.get("council", "")
        if page.isdecimal() and council.isdecimal():
            try:
                merging.assign_page(
                    page_id=int(page), council_id=int(council), actor=actor_of(request)
                )
                messages.success(request, "The page goes on with the council that you chose.")
            except MergerRefused as refused:
                messages.error(request, str(refused))
        else:
            messages.error(request, "Choose the council with which the page goes on.")
        return redirect("split_pages")


class SplitPagesItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return rules.may_moderate(request.user)


def urls() -> list[Any]:
    return [path("organisations/split-pages/", SplitPagesView.as_view(), name="split_pages")]


def menu_item() -> MenuItem:
    return SplitPagesItem(
        TITLE, reverse("split_pages"), name="split-pages", icon_name="doc-empty", order=120
    )
