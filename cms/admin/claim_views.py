"""Adding, changing and looking at a claim. Every write goes through the services."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views import generic

from cms import rules, services
from cms.admin import claim_list
from cms.admin.claim_actions import actions_for
from cms.admin.claim_list import editor_url
from cms.admin.wording import error_list
from cms.models import Evidence
from marketplace.core import clock
from marketplace.core.actor import actor_of
from marketplace.core.models import Event

NOT_SAVED = "The claim was not saved. Nothing that you typed is lost."


class ClaimFormMixin:
    """What adding and changing have in common."""

    request: HttpRequest
    error_message = NOT_SAVED
    template_name = "cms/admin/claim_form.html"

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        except ValidationError as wrong:
            self._show(form, wrong)
        except services.ClaimRefused as refused:
            form.add_error(None, str(refused))
        else:
            return response
        return self.form_invalid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        # Says itself what is wrong, where Wagtail would only say that something is.
        self.form = form
        message = messages.render(NOT_SAVED, None, detail=error_list(form))
        messages.messages.error(self.request, message)
        return self.render_to_response(self.get_context_data())  # type: ignore[attr-defined]

    def _show(self, form: Any, wrong: ValidationError) -> None:
        for name, errors in getattr(wrong, "error_dict", {NON_FIELD_ERRORS: wrong}).items():
            form.add_error(name if name in form.fields else None, errors)


class AddClaimView(ClaimFormMixin, generic.CreateView):
    submit_button_label = "Save as draft"
    submit_button_active_label = "Saving…"
    page_title = "Add claim"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "solution": self.request.GET.get("solution")}

    def is_valid(self, form: Any) -> bool:
        valid = form.is_valid()
        page = form.cleaned_data.get("solution") if valid else None
        if page is not None and not rules.may_add_claim(self.request.user, page):
            form.add_error("solution", "Choose a solution that you may edit")
            return False
        return bool(valid)

    def save_instance(self) -> Evidence:
        return services.add_claim(
            solution_id=self.form.cleaned_data["solution"].pk,
            actor=actor_of(self.request),
            **self.form.claim_fields(),
        )

    def get_success_message(self, instance: Evidence) -> str:
        return f"Claim added as a draft, with strength {claim_list.strength_words(instance)}."

    def get_success_buttons(self) -> list[Any]:
        another = f"{self.add_url}?solution={self.object.solution_id}"
        return [
            messages.button(reverse("claims:inspect", args=[self.object.pk]), "Look at it"),
            messages.button(another, "Add another"),
        ]

    def get_success_url(self) -> str:
        return editor_url(self.object.solution)


class EditClaimView(ClaimFormMixin, generic.EditView):
    submit_button_label = "Save claim"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        claim = get_object_or_404(Evidence.objects.select_related("solution"), pk=kwargs["pk"])
        # What was typed meanwhile is shown again, with the reason beside it.
        if request.method != "POST" and not rules.may_edit_claim(request.user, claim):
            messages.warning(request, why_not_editable(claim))
            return redirect("claims:inspect", claim.pk)
        return super().dispatch(request, *args, **kwargs)

    def is_valid(self, form: Any) -> bool:
        valid = form.is_valid()
        if not rules.may_edit_claim(self.request.user, self.object):
            form.add_error(None, why_not_editable(self.object))
            return False
        return bool(valid)

    def save_instance(self) -> Evidence:
        return services.revise_claim(
            claim_id=self.object.pk,
            expected_status=self.object.status,
            actor=actor_of(self.request),
            **self.form.claim_fields(),
        )

    def get_success_message(self) -> str:
        return f"Claim saved, with strength {claim_list.strength_words(self.object)}."

    def get_success_buttons(self) -> list[Any]:
        return [messages.button(editor_url(self.object.solution), "Back to the page")]

    def get_success_url(self) -> str:
        return reverse("claims:inspect", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        # Fresh, because the form has written what was typed into its own copy.
        context["claim"] = Evidence.objects.select_related("solution", "verified_by").get(
            pk=self.object.pk
        )
        return context


def why_not_editable(claim: Evidence) -> str:
    """Why a claim does not open in a form for this person."""
    if claim.status == "withdrawn":
        return "A withdrawn claim stays as it was. Add a new one instead."
    if claim.status == "public":
        return "This claim is public. A moderator can change it."
    if claim.status == "in_review":
        return (
            "This claim was submitted with its page, and becomes public as the moderator has read"
            " it. It can be changed once they have asked for changes or published it."
        )
    return "You may not change this claim, because you may not change its page."


class ClaimView(generic.InspectView, TemplateView):
    """A claim with its strength, what can be done with it, and all that happened to it."""

    template_name = "cms/admin/claim.html"
    page_title = "Claim"

    def get_object(self, queryset: Any = None) -> Evidence:
        claims = Evidence.objects.select_related("solution", "organisation", "verified_by")
        return get_object_or_404(claims, pk=self.pk)

    def get_fields(self) -> list[str]:
        return []

    @property
    def header_more_buttons(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        claim, user = self.object, self.request.user
        context.update(
            claim=claim,
            strength=claim.strength,
            strength_words=claim_list.strength_words(claim),
            confirmed=claim_list.confirmed_words(claim),
            stale=claim.is_stale(clock.today()),
            may_edit=rules.may_edit_claim(user, claim),
            actions=actions_for(user, claim),
            editor_url=editor_url(claim.solution),
            history=claim_list.history(Event.objects.about("claim", claim.pk)),
        )
        return context
