"""The report of who did what, acting for whom, and through what: events, as they were written."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import path, reverse
from django.utils.timezone import localtime
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from marketplace.accounts.models import ERASED_DOMAIN, User
from marketplace.core.models import Audience, Event, EventSeal
from marketplace.organisations.models import Organisation

VIEW = "core.view_event"
COLUMNS = {
    "at": "When (UTC)",
    "name": "What",
    "thing": "Of what",
    "thing_id": "Its number",
    "person": "Who",
    "actor_id": "Their number",
    "acting_for": "For whom",
    "via": "Through",
    "before": "Before",
    "after": "After",
    "audience": "Who may be told",
    "request_id": "Request",
}
NOBODY = "nobody: by itself"


class EventFilters(WagtailFilterSet):
    """By what, who, for whom, through what and when. Numbers, because a name may be gone."""

    at = django_filters.DateFromToRangeFilter(label="When", widget=DateRangePickerWidget)
    name = django_filters.CharFilter(
        label="What", lookup_expr="startswith", help_text="How it begins: claim, or page.published"
    )
    thing = django_filters.CharFilter(label="Of what", help_text="solution, council, person …")
    thing_id = django_filters.CharFilter(label="Its number")
    person = django_filters.CharFilter(
        label="Who", method="by_person", help_text="A name, an e-mail address or a number"
    )
    organisation_id = django_filters.ModelChoiceFilter(
        label="For whom",
        queryset=Organisation.objects.order_by("short_name", "pk"),  # nobody may be there any more
        method="by_organisation",
        empty_label="Anybody",
    )
    via = django_filters.ChoiceFilter(
        label="Through",
        choices=[(each, each) for each in ("site", "admin", "command", "content", "schedule")],
        empty_label="Anything",
    )
    audience = django_filters.MultipleChoiceFilter(
        label="Who may be told", choices=Audience.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Event
        fields: list[str] = []

    def by_person(self, events: Any, name: str, value: str) -> Any:
        if value.isdecimal():
            return events.filter(actor_id=int(value[:18]))
        people = User.objects.filter(name__icontains=value) | User.objects.filter(
            email__iexact=value
        )
        return events.filter(actor_id__in=people.values("pk"))

    def by_organisation(self, events: Any, name: str, value: Organisation) -> Any:
        return events.filter(organisation_id=value.pk)


class AuditView(ReportView):
    """The latest first. Four statements, whatever is listed."""

    model = Event
    page_title = "Who did what"
    header_icon = "history"
    index_url_name = "audit"
    index_results_url_name = "audit_results"
    filterset_class = EventFilters
    any_permission_required = ["view"]
    is_searchable = False
    default_ordering = None
    list_export = list(COLUMNS)
    export_headings = COLUMNS
    export_filename = "who-did-what"
    columns = [
        DateColumn("at", label="When"),
        Column("name", label="What", accessor=lambda event: in_words(event.name)),
        Column("thing", label="Of what", accessor=lambda event: f"{event.thing} {event.thing_id}"),
        Column("person", label="Who", accessor=lambda event: who(event)),
        Column("acting_for", label="For whom"),
        Column("via", label="Through"),
        Column("before", label="Before", accessor=lambda event: told(event.before)),
        Column("after", label="After", accessor=lambda event: told(event.after)),
    ]

    def get_page_subtitle(self) -> str:
        """How far the chain of events has got."""
        return self._sealed

    @cached_property
    def _sealed(self) -> str:
        head = EventSeal.objects.head()
        if head is None:
            return "nothing is sealed yet"
        return f"sealed up to {localtime(head.event.at):%-d %B %Y, %H:%M} (place {head.seq})"

    def get_base_queryset(self) -> Any:
        people = User.objects.filter(pk=OuterRef("actor_id")).exclude(email__endswith=ERASED_DOMAIN)
        organisations = Organisation.objects.filter(pk=OuterRef("organisation_id"))
        return Event.objects.annotate(
            person=Subquery(
                people.values(
                    called=Coalesce(NullIf("name", Value("")), "email", output_field=CharField())
                )[:1]
            ),
            acting_for=Subquery(organisations.values("short_name")[:1]),
        ).order_by("-pk")


def in_words(name: str) -> str:
    """ "claim.verified" as "claim verified"."""
    return name.replace(".", " ").replace("_", " ")


def who(event: Any) -> str:
    """The person as they are called now, or their number where they are gone."""
    if event.actor_id is None:
        return NOBODY
    return event.person or f"person {event.actor_id}"


def told(codes: dict[str, Any]) -> str:
    """What an event holds of before or after, on one line."""
    return ", ".join(f"{key}: {_value(value)}" for key, value in codes.items() if value is not None)


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)


class AuditItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(VIEW))


def urls() -> list[Any]:
    return [
        path("reports/who-did-what/", AuditView.as_view(), name="audit"),
        path(
            "reports/who-did-what/results/",
            AuditView.as_view(results_only=True),
            name="audit_results",
        ),
    ]


def menu_item() -> MenuItem:
    return AuditItem(
        "Who did what", reverse("audit"), name="who-did-what", icon_name="history", order=120
    )
