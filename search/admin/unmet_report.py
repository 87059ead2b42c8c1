"""The report of what people searched for and did not find."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import path, reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from search import unmet
from search.models import UnmetNeed

COLUMNS = {
    "words": "Searched for",
    "asked": "How often",
    "first_on": "First",
    "last_on": "Last",
}
VIEW = "search.view_unmetneed"


class UnmetNeedsView(ReportView):
    """Most asked for first; only what several people have looked for."""

    model = UnmetNeed
    page_title = "Searched for and not found"
    page_subtitle = "by three people or more"
    header_icon = "search"
    index_url_name = "unmet_needs"
    index_results_url_name = "unmet_needs_results"
    any_permission_required = ["view"]
    is_searchable = False
    default_ordering = None
    list_export = list(COLUMNS)
    export_headings = COLUMNS
    export_filename = "searched-and-not-found"
    columns = [
        TitleColumn(
            "words",
            label="Searched for",
            get_url=lambda need: f"{reverse('search')}?{urlencode({'q': need.words})}",
            width="50%",
        ),
        Column("asked", label="How often"),
        DateColumn("first_on", label="First"),
        DateColumn("last_on", label="Last"),
    ]

    def get_base_queryset(self) -> Any:
        return unmet.to_read()


class UnmetNeedsItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(VIEW))


def urls() -> list[Any]:
    return [
        path("reports/not-found/", UnmetNeedsView.as_view(), name="unmet_needs"),
        path(
            "reports/not-found/results/",
            UnmetNeedsView.as_view(results_only=True),
            name="unmet_needs_results",
        ),
    ]


def menu_item() -> MenuItem:
    return UnmetNeedsItem(
        "Searched and not found",
        reverse("unmet_needs"),
        name="unmet-needs",
        icon_name="search",
        order=110,
    )
