"""The list of all claims, and where each view of a claim is found."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.urls import path
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import BooleanRadioSelect

from cms.admin.claim_actions import action_urls
from cms.admin.claim_form import CLAIM_PANELS
from cms.admin.claim_list import confirmed_words, strength_words
from cms.admin.claim_views import AddClaimView, ClaimView, EditClaimView
from cms.models import ClaimKind, ClaimStatus, Evidence, SolutionPage
from cms.strength import WORDS, Progress
from marketplace.core import clock

BOXES = forms.CheckboxSelectMultiple
LEVELS = [(level, f"{level}, {WORDS[level]}") for level in range(6)]


class ClaimFilters(WagtailFilterSet):
    status = django_filters.MultipleChoiceFilter(choices=ClaimStatus.choices, widget=BOXES)
    kind = django_filters.MultipleChoiceFilter(choices=ClaimKind.choices, widget=BOXES)
    level = django_filters.MultipleChoiceFilter(label="Strength", choices=LEVELS, widget=BOXES)
    progress = django_filters.MultipleChoiceFilter(
        label="Has it happened?", choices=Progress.choices, widget=BOXES
    )
    stale = django_filters.BooleanFilter(
        label="Out of date", method="filter_stale", widget=BooleanRadioSelect
    )
    example = django_filters.BooleanFilter(
        label="Example", field_name="solution__is_example", widget=BooleanRadioSelect
    )
    solution = django_filters.ModelChoiceFilter(
        queryset=SolutionPage.objects.order_by("title"), empty_label="Any"
    )

    class Meta:
        model = Evidence
        fields: list[str] = []

    def filter_stale(self, claims: Any, name: str, value: bool) -> Any:
        stale = Evidence.objects.stale(clock.today()).values("pk")
        return claims.filter(pk__in=stale) if value else claims.exclude(pk__in=stale)


def _observed_at(claim: Evidence) -> str:
    return claim.observed_at


COLUMNS = [
    TitleColumn(
        "statement",
        label="Claim",
        url_name="claims:inspect",
        sort_key="statement",
        classname="title",
        width="24%",
    ),
    Column(
        "solution",
        label="Solution",
        accessor="solution.title",
        sort_key="solution__title",
        width="17%",
    ),
    Column("kind", label="Kind", accessor="get_kind_display", sort_key="kind"),
    Column("figure_words", label="Figure", accessor=lambda c: c.figure_words or "No figure"),
    Column("level", label="Strength", accessor=strength_words, sort_key="level"),
    Column("progress", label="Progress", accessor="get_progress_display", sort_key="progress"),
    Column("observed_at", label="Observed at", accessor=_observed_at),
    StatusTagColumn(
        "status",
        label="Status",
        accessor="get_status_display",
        sort_key="status",
        primary=lambda claim: claim.status == ClaimStatus.PUBLIC,
    ),
    Column("confirmed_on", label="Confirmed on", accessor=confirmed_words, sort_key="confirmed_on"),
]
EXPORT = {
    "statement": "Claim",
    "solution.title": "Solution",
    "get_kind_display": "Kind",
    "figure_words": "Figure",
    "level": "Strength",
    "get_progress_display": "Progress",
    "observed_at": "Observed at",
    "get_status_display": "Status",
    "confirmed_on": "Confirmed on",
    "source_name": "Source",
    "source_url": "Source’s address",
}


class ClaimListView(generic.IndexView):
    page_title = "Evidence"
    add_item_label = "Add claim"
    default_ordering = "-pk"

    def get_base_queryset(self) -> Any:
        return Evidence.objects.select_related("solution", "organisation", "verified_by")


class ClaimViewSet(ModelViewSet):
    """Claims at their own item of the menu. Nothing here deletes one or copies one."""

    model = Evidence
    name = "claims"
    url_prefix = "evidence"
    icon = "tasks"
    menu_label = "Evidence"
    menu_order = 150
    add_to_admin_menu = True
    copy_view_enabled = False
    # Wagtail would answer "no permission" where `cms.admin.deletion` says why a page stays.
    add_to_reference_index = False
    inspect_view_enabled = True
    edit_handler = CLAIM_PANELS
    list_display = COLUMNS
    list_export = list(EXPORT)
    export_headings = EXPORT
    export_filename = "claims"
    filterset_class = ClaimFilters
    search_fields = [
        "statement",
        "solution__title",
        "organisation__name",
        "public_body",
        "source_name",
    ]
    search_backend_name = None
    index_view_class = ClaimListView
    add_view_class = AddClaimView
    edit_view_class = EditClaimView
    inspect_view_class = ClaimView

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        common: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        for gone in ("history", "usage", "delete"):
            common[f"{gone}_url_name"] = self.UNDEFINED
        return common

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", self.add_view, name="add"),
            path("<int:pk>/", self.inspect_view, name="inspect"),
            path("<int:pk>/edit/", self.edit_view, name="edit"),
            *action_urls(),
        ]


claim_viewset = ClaimViewSet()
