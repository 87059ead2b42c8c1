"""The report of claims that nobody has confirmed for 24 months."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.urls import path, reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from cms import rules
from cms.admin.claim_list import confirmed_words, strength_words
from cms.admin.claims import ClaimFilters
from cms.models import Evidence
from marketplace.core import clock

COLUMNS = {
    "statement": "Claim",
    "solution.title": "Solution",
    "observed_at": "Observed at",
    "figure_words": "Figure",
    "level": "Strength",
    "confirmed_on": "Confirmed on",
    "source_name": "Source",
    "source_url": "Source’s address",
}


class StaleFilters(ClaimFilters):
    """Without what is the same for every row of this report."""

    stale = None
    status = None

    class Meta(ClaimFilters.Meta):
        pass


class ConfirmColumn(TitleColumn):
    """Leads whoever may confirm a claim to doing so, anybody else to the claim."""

    def get_cell_context_data(self, instance: Evidence, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        may = rules.may_vouch_for_claim(parent_context["request"].user, instance)
        context["value"] = "Confirm" if may else "Look at it"
        url = reverse(f"claims:{'confirm' if may else 'inspect'}", args=[instance.pk])
        context["link_url"] = context["link_attrs"]["href"] = url
        return context


class StaleClaimsView(ReportView):
    """Public claims of live pages, the longest unconfirmed first."""

    model = Evidence
    page_title = "Claims out of date"
    header_icon = "time"
    index_url_name = "stale_claims"
    index_results_url_name = "stale_claims_results"
    filterset_class = StaleFilters
    any_permission_required = ["view", "change"]
    is_searchable = False
    default_ordering = None
    list_export = list(COLUMNS)
    export_headings = COLUMNS
    export_filename = "claims-out-of-date"
    columns = [
        TitleColumn("statement", label="Claim", url_name="claims:inspect", width="25%"),
        Column("solution", label="Solution", accessor="solution.title"),
        Column("observed_at", label="Observed at"),
        Column("figure", label="Figure", accessor=lambda c: c.figure_words or "No figure"),
        Column("level", label="Strength", accessor=strength_words),
        Column("confirmed", label="Confirmed on", accessor=confirmed_words),
        Column("source_name", label="Source"),
        ConfirmColumn("confirm", label="Next", accessor="pk"),
    ]

    def get_base_queryset(self) -> Any:
        return (
            Evidence.objects.shown()
            .stale(clock.today())
            .select_related("solution", "organisation")
            .order_by(F("confirmed_on").asc(nulls_first=True), "pk")
        )


class StaleClaimsItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return bool(rules.may_see_claims(request.user))


def urls() -> list[Any]:
    return [
        path("reports/claims-out-of-date/", StaleClaimsView.as_view(), name="stale_claims"),
        path(
            "reports/claims-out-of-date/results/",
            StaleClaimsView.as_view(results_only=True),
            name="stale_claims_results",
        ),
    ]


def menu_item() -> MenuItem:
    return StaleClaimsItem(
        "Claims out of date",
        reverse("stale_claims"),
        name="stale-claims",
        icon_name="time",
        order=100,
    )
