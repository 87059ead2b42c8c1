"""The mails of the outbox in the admin: which wait, which left, which did not and why."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from marketplace.core.actor import actor_of
from marketplace.core.models import Event
from marketplace.notifications import rules, services
from marketplace.notifications.models import Mail, MailState
from marketplace.notifications.words import what_becomes_of, why

ERASED = "Erased"


class MailFilters(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(
        label="State", choices=MailState.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Mail
        fields: list[str] = []


COLUMNS = [
    TitleColumn(
        "subject",
        label="Subject",
        accessor=lambda mail: mail.subject or ERASED,
        url_name="mails:inspect",
        sort_key="subject",
        width="32%",
    ),
    Column("recipient", label="To", accessor=lambda mail: mail.recipient or ERASED),
    StatusTagColumn(
        "state",
        label="State",
        accessor="get_state_display",
        sort_key="state",
        primary=lambda mail: mail.state == MailState.FAILED,
    ),
    Column("why", label="Why", accessor=lambda mail: why(mail.last_error_kind)),
    Column("attempts", label="Attempts", sort_key="attempts"),
    DateColumn("created_at", label="Written", sort_key="created_at"),
]


class MailListView(generic.IndexView):
    page_title = "Mails"
    default_ordering = "-pk"

    def get_base_queryset(self) -> Any:
        # Lists never show what a mail said: it is not even read.
        return Mail.objects.defer("text", "html")


class MailView(generic.InspectView):
    """One mail: what became of it, and what it said where that opens no door."""

    template_name = "notifications/admin/mail.html"
    page_title = "Mail"

    def get_fields(self) -> list[str]:
        return []

    def get_page_subtitle(self) -> str:
        return str(self.object.subject or ERASED)

    @property
    def header_more_buttons(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mail = self.object
        return super().get_context_data(
            mail=mail,
            why=why(mail.last_error_kind),
            next=what_becomes_of(mail),
            readable=rules.may_read_words(mail),
            may_requeue=rules.may_requeue_mail(self.request.user) and rules.can_be_requeued(mail),
            history=Event.objects.about("mail", mail.pk),
            **kwargs,
        )


class RequeueView(View):
    """ "Send again", by POST alone."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not rules.may_requeue_mail(request.user):
            raise PermissionDenied
        try:
            services.requeue_mail(mail_id=pk, actor=actor_of(request))
        except Mail.DoesNotExist:
            messages.error(request, "There is no such mail any more.")
            return redirect("mails:index")
        except services.MailRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request, "The mail is sent again, as soon as the mail server takes it."
            )
        return redirect("mails:inspect", pk)


class MailViewSet(ModelViewSet):
    """Read only: nobody writes, changes or deletes a mail by hand."""

    model = Mail
    name = "mails"
    url_prefix = "mails"
    icon = "mail"
    menu_label = "Mails"
    copy_view_enabled = False
    inspect_view_enabled = True
    add_to_reference_index = False
    list_display = COLUMNS
    list_per_page = 50
    filterset_class = MailFilters
    search_fields = ["recipient", "subject"]
    search_backend_name = None
    index_view_class = MailListView
    inspect_view_class = MailView

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        common: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        for gone in ("add", "edit", "delete", "history", "usage"):
            common[f"{gone}_url_name"] = self.UNDEFINED
        return common

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.inspect_view, name="inspect"),
            path("<int:pk>/send-again/", RequeueView.as_view(), name="requeue"),
        ]

    def register_admin_url_finder(self) -> None:
        """There is no form to find."""


mail_viewset = MailViewSet()


class MailsItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return rules.may_see_mails(request.user)


def menu_item() -> MenuItem:
    return MailsItem("Mails", reverse("mails:index"), name="mails", icon_name="mail", order=120)
