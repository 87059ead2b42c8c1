"""What can be done with a claim besides writing it: publish, verify, confirm, withdraw, discard.
Each asks once, then calls its service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput

from cms import rules, services
from cms.admin.claim_list import editor_url
from cms.admin.fields import OrganisationField
from cms.admin.wording import error_list, word_form
from cms.models import Evidence
from marketplace.core import clock
from marketplace.core.actor import Actor, actor_of
from marketplace.organisations.models import Council, Organisation


class NothingForm(forms.Form):
    """For an action that needs only a yes."""


class DayForm(forms.Form):
    on = forms.DateField(
        label="Day", widget=AdminDateInput, help_text="When they said so. Today, or an earlier day."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today
        word_form(self, required={"verified_by": "Choose the organisation that verified it"})

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > clock.today():
            raise forms.ValidationError("Enter today or an earlier day")
        return day


class VerifyForm(DayForm):
    verified_by = OrganisationField(
        queryset=Organisation.objects.none(),
        required=True,
        label="Verified by",
        help_text="A council other than the one that makes the claim.",
    )
    field_order = ["verified_by", "on"]


@dataclass(frozen=True)
class Action:
    """One thing to do: who may, what it is called, what it means, and what does it."""

    name: str
    allowed: Callable[[Any, Evidence], bool]
    label: str
    explanation: str
    button: str
    done: str
    perform: Callable[[Evidence, Actor, dict[str, Any]], Any]
    form: type[forms.Form] = NothingForm
    serious: bool = False


ACTIONS = {
    action.name: action
    for action in (
        Action(
            "publish",
            rules.may_publish_claim,
            "Publish this claim",
            "It becomes public at once, without its page going through moderation again. It shows"
            " once the page itself is public.",
            "Publish claim",
            "The claim is public.",
            lambda claim, actor, typed: services.publish_claim(claim_id=claim.pk, actor=actor),
        ),
        Action(
            "verify",
            rules.may_vouch_for_claim,
            "Verify this claim",
            "Puts an organisation’s name to it: it looked at the evidence and says that it holds."
            " The claim counts as confirmed on that day.",
            "Verify claim",
            "The claim is verified.",
            lambda claim, actor, typed: services.verify_claim(
                claim_id=claim.pk,
                actor=actor,
                verified_by_id=typed["verified_by"].pk,
                on=typed["on"],
            ),
            VerifyForm,
        ),
        Action(
            "confirm",
            rules.may_vouch_for_claim,
            "Confirm this claim",
            "Somebody at its source says that it still holds. It counts as up to date for 24 months"
            " from that day.",
            "Confirm claim",
            "The claim is confirmed.",
            lambda claim, actor, typed: services.confirm_claim(
                claim_id=claim.pk, actor=actor, on=typed["on"]
            ),
            DayForm,
        ),
        Action(
            "withdraw",
            rules.may_withdraw_claim,
            "Withdraw this claim",
            "It leaves the site for good and stays on record. It cannot be changed or brought back"
            " afterwards: a new claim would be needed.",
            "Withdraw claim",
            "The claim is withdrawn.",
            lambda claim, actor, typed: services.withdraw_claim(claim_id=claim.pk, actor=actor),
            serious=True,
        ),
        Action(
            "discard",
            rules.may_discard_claim,
            "Discard this draft",
            "The draft is deleted. Only that there was one stays on record.",
            "Discard draft",
            "The draft is discarded.",
            lambda claim, actor, typed: services.discard_claim(claim_id=claim.pk, actor=actor),
            serious=True,
        ),
    )
}


@dataclass(frozen=True)
class Offer:
    """An action as a button."""

    label: str
    url: str
    serious: bool


def actions_for(user: Any, claim: Evidence) -> list[Offer]:
    """What this person may do with this claim as it stands."""
    return [
        Offer(action.button, reverse(f"claims:{action.name}", args=[claim.pk]), action.serious)
        for action in ACTIONS.values()
        if action.allowed(user, claim)
    ]


class ClaimActionView(WagtailAdminTemplateMixin, FormView):
    """Asks for a yes, and for what the action needs to know; then does it."""

    action: Any = None  # an Action: each address gives its own
    template_name = "cms/admin/claim_action.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        claims = Evidence.objects.select_related("solution", "organisation")
        self.claim = get_object_or_404(claims, pk=kwargs["pk"])
        self.page_title = self.action.label

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.action.allowed(request.user, self.claim):
            if not rules.may_moderate(request.user, self.claim.solution):
                raise PermissionDenied
            messages.error(request, f"This claim is {self.claim.get_status_display().lower()}.")
            return redirect("claims:inspect", self.claim.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type[forms.Form]:
        return self.action.form

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if "verified_by" in form.fields:
            form.fields["verified_by"].queryset = Organisation.objects.filter(
                council__in=Council.objects.current(clock.today()),
                is_example=self.claim.solution.is_example,
            )
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.action.perform(self.claim, actor_of(self.request), form.cleaned_data)
        except services.ClaimRefused as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        messages.success(self.request, self.action.done)
        if self.action.name == "discard":
            return redirect(editor_url(self.claim.solution))
        return redirect("claims:inspect", self.claim.pk)

    def form_invalid(self, form: Any) -> HttpResponse:
        message = messages.render("Nothing was done.", None, detail=error_list(form))
        messages.messages.error(self.request, message)
        return super().form_invalid(form)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("claims:index"), "label": "Evidence"},
            {"url": reverse("claims:inspect", args=[self.claim.pk]), "label": str(self.claim)},
            {"url": "", "label": self.action.button},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            claim=self.claim,
            action=self.action,
            back=reverse("claims:inspect", args=[self.claim.pk]),
            **kwargs,
        )


def action_urls() -> list[Any]:
    return [
        path(f"<int:pk>/{action.name}/", ClaimActionView.as_view(action=action), name=action.name)
        for action in ACTIONS.values()
    ]
