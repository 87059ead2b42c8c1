"""Pages in the admin: what the editor says when something is wrong, and how the catalogue is
listed."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.filters import MultipleContentTypeFilter
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.listing import ExplorableIndexView, PageFilterSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.admin.widgets import BooleanRadioSelect
from wagtail.models import Page, get_page_content_types

from cms import cards
from cms.admin import rebasing
from cms.admin.wording import error_list
from cms.models import (
    Approach,
    CataloguePage,
    ClaimStatus,
    Evidence,
    PubliccodeSource,
    ServiceArea,
    SolutionPage,
)
from cms.strength import WORDS
from marketplace.core.turns import take_turns

NOT_SAVED = "The page was not saved. Nothing that you typed is lost."
NOT_SAVED_ALONE = "Not saved yet: something is missing or wrong. Press “Save draft” to see what."
READ_MEANWHILE = (
    "The tool’s file was read again while you had this page open. What you wrote stays."
)
BOXES = forms.CheckboxSelectMultiple


class PlainErrors:
    """A list of what is wrong, each leading to its field on whichever tab, in plain words."""

    request: HttpRequest

    def json_error_response(self, error_code: str, error_message: str) -> HttpResponse:
        # The page saves itself in the background; then there is room for one sentence only.
        if error_code == "validation_error":
            error_message = NOT_SAVED_ALONE
        response: HttpResponse = super().json_error_response(error_code, error_message)  # type: ignore[misc]
        return response

    def say_what_is_wrong(self, form: Any) -> HttpResponse:
        message = messages.render(NOT_SAVED, None, detail=error_list(form))
        messages.messages.error(self.request, message)
        self.errors_debug = None
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data())  # type: ignore[attr-defined]


class AddPageView(PlainErrors, CreateView):
    def form_invalid(self, form: Any) -> HttpResponse:
        if self.expects_json_response:
            return super().form_invalid(form)
        return self.say_what_is_wrong(form)


class EditPageView(PlainErrors, EditView):
    def dispatch(self, request: HttpRequest, page_id: int, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" or not PubliccodeSource.objects.filter(page=page_id).exists():
            return super().dispatch(request, page_id, **kwargs)
        with transaction.atomic():
            # Its file may be read at this moment: one of the two waits for the other. And whoever
            # has the turn may want the row.
            take_turns()
            Page.objects.select_for_update().filter(pk=page_id).first()
            return super().dispatch(request, page_id, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.expects_json_response and not self.is_reverting:
            self._follow_the_file(request)
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def _follow_the_file(self, request: HttpRequest) -> None:
        loaded = rebasing.loaded_revision(self.page, request.POST)
        if loaded is None:
            return
        then, now = (
            self.form_class(instance=page, parent_page=self.parent, for_user=request.user)
            for page in (loaded.as_object(), self.page)
        )
        request.POST, names = rebasing.rebased(request.POST, then=then, now=now)  # type: ignore[assignment]
        names = [name for name in names if not name.startswith("source_")]
        if names:
            fields = ", ".join(str(now.fields[name].label) for name in names)
            messages.info(request, f"{READ_MEANWHILE} From the file now: {fields}.")

    def form_invalid(self, form: Any) -> HttpResponse:
        if self.expects_json_response or self.is_cancelling_workflow or self.locked_for_user:
            return super().form_invalid(form)
        return self.say_what_is_wrong(form)

    def add_save_confirmation_message(self) -> None:
        if getattr(self, "workflow_action", None) == "approve":
            messages.success(self.request, self._what_was_approved())
        else:
            super().add_save_confirmation_message()

    def _what_was_approved(self) -> str:
        claims = Evidence.objects.filter(
            solution_id=self.page.pk, submitted_with=self.page.workflow_states.last()
        )
        made_public = claims.public().count()
        with_it = {0: "", 1: ", with the claim that was submitted with it"}.get(
            made_public, f", with the {made_public} claims that were submitted with it"
        )
        title = self.page.get_admin_display_title()
        page = Page.objects.get(pk=self.page.pk)  # what this view holds was read before
        if page.live and not page.approved_schedule:
            return f"“{title}” is public{with_it}."
        return f"“{title}” is approved{with_it}, and becomes public on its day."


class CatalogueFilters(PageFilterSet):
    """Of the list of solutions."""

    content_type = MultipleContentTypeFilter(
        label="Kind",
        queryset=lambda request: get_page_content_types(include_base_page_type=False).filter(
            app_label="cms", model__in=("casestudypage", "toolpage")
        ),
        widget=BOXES,
    )
    live = django_filters.BooleanFilter(label="Public", widget=BooleanRadioSelect)
    is_example = django_filters.BooleanFilter(label="Example", widget=BooleanRadioSelect)
    strongest = django_filters.MultipleChoiceFilter(
        label="Strongest claim",
        choices=[(str(n), f"{n}, {WORDS[n]}") for n in range(6)],
        field_name="strongest_level",
        widget=BOXES,
    )
    approaches = django_filters.ModelMultipleChoiceFilter(
        label="Approach", queryset=Approach.objects.all(), widget=BOXES
    )
    service_areas = django_filters.ModelMultipleChoiceFilter(
        label="Service area", queryset=ServiceArea.objects.all(), widget=BOXES
    )

    # Wagtail's, which say nothing here: one site, and solutions have no pages below them.
    site = None
    has_child_pages = None

    class Meta:
        model = SolutionPage
        fields: list[str] = []


def _strongest(page: Any) -> str:
    level = getattr(page, "strongest_level", None)
    return WORDS[None] if level is None else f"{level} of 5, {WORDS[level]}"


class CatalogueListView(ExplorableIndexView):
    """Solutions with what an editor looks for: whose, how well proven, made up or not."""

    base_filterset_class = CatalogueFilters
    base_columns = [
        *(column for column in ExplorableIndexView.base_columns if column.name != "type"),
    ]
    base_columns[-1:-1] = [
        Column("kind", label="Kind", accessor=lambda page: page.kind_label, width="9%"),
        Column("whose", label="Council or supplier", accessor=lambda page: page.whose),
        Column(
            "strongest",
            label="Strongest claim",
            accessor=_strongest,
            sort_key="strongest_level",
            width="14%",
        ),
        Column(
            "is_example",
            label="Example",
            accessor=lambda page: "Example" if page.is_example else "",
            sort_key="is_example",
            width="7%",
        ),
    ]

    @property
    def explorable_columns(self) -> list[Any]:
        """Without the way down: solutions have no pages below them."""
        return [column for column in self.columns if column.name != "parent"]

    def annotate_queryset(self, pages: Any) -> Any:
        return (
            super().annotate_queryset(cards.with_strongest(pages)).prefetch_related("organisation")
        )


class AnyPageViewSet(PageViewSet):
    """Every page."""

    model = Page
    add_view_class = AddPageView
    edit_view_class = EditPageView


class SolutionViewSet(PageViewSet):
    """Case studies and tools, and the catalogue that lists them."""

    model = SolutionPage
    add_view_class = AddPageView
    edit_view_class = EditPageView
    index_view_class = CatalogueListView
    filterset_class = CatalogueFilters
    columns = CatalogueListView.base_columns
    parent_models = [CataloguePage]


any_page_viewset = AnyPageViewSet()
solution_viewset = SolutionViewSet()


def tell_of_draft_claims(request: HttpRequest, page: Page) -> None:
    """After a moderator has published a page past its moderation: its claims are still drafts,
    because nobody has looked at them. Says so, and where to go."""
    waiting = Evidence.objects.filter(
        solution_id=page.pk, status__in=(ClaimStatus.DRAFT, ClaimStatus.IN_REVIEW)
    ).count()
    if waiting:
        words = (
            "One claim of this page is" if waiting == 1 else f"{waiting} claims of this page are"
        )
        url = f"{reverse('claims:index')}?solution={page.pk}&status=draft&status=in_review"
        messages.warning(
            request,
            f"{words} not public. Publishing a page directly leaves its claims as they are:"
            " read them, then publish each.",
            buttons=[messages.button(url, "See these claims")],
        )
