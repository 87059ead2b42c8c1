"""Tools from their repositories in the admin: a moderator adds one by its address, sees what would
change before it does, and has it read again each day."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms import rules
from cms.admin.wording import word_form
from cms.models import PubliccodeSource
from cms.publiccode import services, showing
from cms.publiccode.gathering import Gathered, fetched
from cms.publiccode.importing import plan_import
from marketplace.core.actor import actor_of

TITLE = "Tools from repositories"


class AddressForm(forms.Form):
    address = forms.URLField(
        label="Address",
        max_length=500,
        assume_scheme="https",
        help_text="Of the repository, or of the file publiccode.yml itself: https://github.com/…",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word_form(self, required={"address": "Enter the address of the repository or its file"})


class ImportForm(forms.Form):
    """Beside what would change. `seen` says which state of the file that was."""

    address = forms.URLField(widget=forms.HiddenInput, max_length=500, assume_scheme="https")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    live = forms.BooleanField(
        label="Publish at once",
        required=False,
        help_text="Otherwise it is saved as a draft. An editor’s unfinished draft is never published.",
    )
    daily = forms.BooleanField(
        label="Read it again every day",
        required=False,
        help_text="Changes are then saved as drafts, or published if that is ticked above.",
    )


class ModeratorView(WagtailAdminTemplateMixin, TemplateView):
    """For those who may publish in the catalogue."""

    page_title = TITLE
    header_icon = "code"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not rules.may_import_tools(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = [{"url": reverse("tool_sources"), "label": TITLE}]
        if self.page_title != TITLE:
            here.append({"url": "", "label": self.page_title})
        return [*self.breadcrumbs_items, *here]


class SourcesView(ModeratorView):
    """Every tool that came from its repository, those with trouble first."""

    template_name = "cms/admin/tool_sources.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sources = PubliccodeSource.objects.select_related("page").order_by(
            "-failures", "repository"
        )
        rows = [(source, ", ".join(map(showing.label, source.kept))) for source in sources]
        return super().get_context_data(rows=rows, add_url=reverse("tool_add"), **kwargs)


class AddToolView(ModeratorView):
    """Asks for an address, shows what would change, and does it once that is confirmed."""

    template_name = "cms/admin/tool_add.html"
    page_title = "Add a tool"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", AddressForm(initial={"address": self.request.GET.get("address")}))
        return super().get_context_data(back=reverse("tool_sources"), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AddressForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        file = fetched(form.cleaned_data["address"])
        confirmed = ImportForm(request.POST)
        if "import" in request.POST and confirmed.is_valid():
            if confirmed.cleaned_data["seen"] == state_of(file):
                return self.bring_in(file, confirmed.cleaned_data)
            messages.warning(request, "The file has changed meanwhile. Look at it again.")
        return self.render_to_response(self.get_context_data(form=form, **self.preview(file)))

    def preview(self, file: Gathered) -> dict[str, Any]:
        plan = plan_import(file.reading)
        initial: dict[str, Any] = {"address": file.address, "seen": state_of(file)}
        if plan.source:
            initial |= {"live": plan.source.goes_live, "daily": plan.source.is_refreshed}
        return {
            "file": file,
            "plan": plan,
            "cannot": plan.refused or plan.waits,
            "differences": [] if plan.refused else showing.differences(plan),
            "language": showing.language_name(plan.facts.language),
            "import_form": ImportForm(initial=initial),
        }

    def bring_in(self, file: Gathered, choices: dict[str, Any]) -> HttpResponse:
        actor = actor_of(self.request)
        outcome = services.import_tool(
            reading=file.reading, actor=actor, address=file.address, live=choices["live"]
        )
        if not outcome.went_in:
            messages.error(self.request, f"Nothing was imported. {outcome.why}.")
            return redirect("tool_add")
        source = PubliccodeSource.objects.get(page=outcome.page_id)
        if choices["daily"]:
            services.register_repository(address=file.address, actor=actor, live=choices["live"])
        elif source.is_refreshed:
            services.forget_repository(source_id=source.pk, actor=actor)
        told = f"“{outcome.title}” is {'public' if outcome.live else 'a draft'}."
        messages.success(self.request, f"{told} {outcome.why}".strip())
        return redirect("wagtailadmin_pages:edit", outcome.page_id)


class ForgetView(ModeratorView):
    """Stops reading a file again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        source = get_object_or_404(PubliccodeSource, pk=kwargs["pk"])
        try:
            services.forget_repository(source_id=source.pk, actor=actor_of(request))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"{source} is not read again. Its page stays.")
        return redirect("tool_sources")


def state_of(file: Gathered) -> str:
    """The same for as long as the file says the same."""
    said = repr((file.reading.values, file.reading.unknown, file.reading.errors))
    return hashlib.sha256(said.encode()).hexdigest()


class SourcesItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return rules.may_import_tools(request.user)


def urls() -> list[Any]:
    return [
        path("tools/", SourcesView.as_view(), name="tool_sources"),
        path("tools/add/", AddToolView.as_view(), name="tool_add"),
        path("tools/<int:pk>/forget/", ForgetView.as_view(), name="tool_forget"),
    ]


def menu_item() -> MenuItem:
    return SourcesItem(
        "Tools", reverse("tool_sources"), name="tool-sources", icon_name="code", order=650
    )
