"""What readers write to the moderators: corrections, and questions that no council answers."""

from __future__ import annotations

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView

from cms.asking import names, queries, rules, services
from cms.asking.forms import NoteForm
from cms.asking.models import Message, MessageKind, Part, State
from cms.asking.waiting import waiting
from marketplace.core import clock
from marketplace.core.actor import actor_of

TITLE = "From readers"


class MessageFilters(WagtailFilterSet):
    state = django_filters.ChoiceFilter(choices=State.choices, empty_label="Any")
    kind = django_filters.ChoiceFilter(choices=MessageKind.choices, empty_label="Both")
    part = django_filters.ChoiceFilter(
        label="What is wrong", choices=Part.choices, empty_label="Anything"
    )

    class Meta:
        model = Message
        fields: list[str] = []


class MessageListView(ReportView):
    """Whatever readers have written, the latest first. Names, never addresses."""

    model = Message
    page_title = TITLE
    header_icon = "comment"
    index_url_name = "reader_messages"
    index_results_url_name = "reader_messages_results"
    filterset_class = MessageFilters
    any_permission_required = ["moderate"]
    is_searchable = False
    default_ordering = None
    columns = [
        TitleColumn(
            "title", label="Message", accessor=lambda m: words(m), url_name="reader_message"
        ),
        Column("solution_title", label="About"),
        Column("asker", label="From", accessor=names.asker_of),
        DateColumn("at", label="Sent"),
        Column("state", label="Now", accessor="get_state_display"),
    ]

    def get_base_queryset(self) -> Any:
        found = Message.objects.select_related("asker", "organisation")
        return found.order_by("-at", "-pk")


class MessageView(WagtailAdminTemplateMixin, TemplateView):
    """One message: what was said, and for a correction what becomes of it."""

    header_icon = "comment"
    template_name = "cms/asking/admin/message.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not rules.may_moderate(request.user):
            raise PermissionDenied
        self.message = queries.message(kwargs["pk"])
        if self.message is None:
            get_object_or_404(Message, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return words(self.message)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("reader_messages"), "label": TITLE}
        return [*super().get_breadcrumbs_items(), above, {"url": "", "label": words(self.message)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", NoteForm())
        message: Any = self.message
        return super().get_context_data(
            message=message,
            asker=names.asker_of(message),
            answers=[(each, names.speaker_of(each)) for each in message.answers.all()],
            may_settle=rules.may_settle(message, self.request.user),
            **kwargs,
        )

    def post(self, request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        form = NoteForm(request.POST)
        do = request.POST.get("do")
        if do not in ("put_right", "nothing_wrong") or not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            services.settle_correction(
                message_id=pk,
                put_right=do == "put_right",
                note=form.cleaned_data["note"],
                actor=actor_of(request),
            )
        except services.MessageRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "Settled. Whoever sent it gets your note by mail.")
        return redirect(f"{reverse('reader_messages')}?state={State.WAITING}")


def words(message: Any) -> str:
    """ "Correction: a source", or "Question"."""
    if message.is_question:
        return "Question"
    return f"Correction: {message.get_part_display().lower()}"


class MessagesItem(MenuItem):
    """Says how many wait, which takes a moderator's page one statement."""

    def is_shown(self, request: Any) -> bool:
        return rules.may_moderate(request.user)

    def render_component(self, request: Any) -> LinkMenuItem:
        waiting = queries.waiting_for_moderators(today=clock.today()).count()
        label = f"{self.label} ({waiting})" if waiting else self.label
        return LinkMenuItem(
            self.name, label, self.url, icon_name=self.icon_name, classname=self.classname
        )


class MessagesWaitingPanel(Component):
    """What readers wait for, on the admin's first page."""

    name = "messages_waiting"
    template_name = "cms/asking/admin/home_panel.html"
    order = 240

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        context["waiting"] = [(each.count, each.words, each.url) for each in waiting()]
        return context


def add_panel(request: Any, panels: list[Component]) -> None:
    if rules.may_moderate(request.user):
        panels.append(MessagesWaitingPanel())


def urls() -> list[Any]:
    base = "from-readers/"
    return [
        path(base, MessageListView.as_view(), name="reader_messages"),
        path(
            f"{base}results/",
            MessageListView.as_view(results_only=True),
            name="reader_messages_results",
        ),
        path(f"{base}<int:pk>/", MessageView.as_view(), name="reader_message"),
    ]


def menu_item() -> MenuItem:
    url = f"{reverse('reader_messages')}?state={State.WAITING}"
    return MessagesItem(TITLE, url, name="from-readers", icon_name="comment", order=160)
