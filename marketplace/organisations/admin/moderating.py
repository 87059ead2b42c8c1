"""The pages of moderators: domains to confirm, organisations without an administrator, suppliers to
verify."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from marketplace.core import clock
from marketplace.core.actor import actor_of
from marketplace.organisations import rules, services
from marketplace.organisations.models import (
    Council,
    DomainState,
    EmailDomain,
    Membership,
    MembershipRequest,
    Organisation,
    Role,
    Vendor,
)
from marketplace.organisations.queries import moderating, people

A_PAGE = 50


class ModeratorView(WagtailAdminTemplateMixin, TemplateView):
    """For those who may moderate organisations."""

    header_icon = "group"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not rules.may_moderate(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def tried(self, call: Callable[[], object], said: str) -> bool:
        """Do it and say so, or say why not."""
        try:
            call()
        except services.Refused as refused:
            messages.error(self.request, str(refused))
            return False
        messages.success(self.request, said)
        return True


class DomainForm(forms.Form):
    """A domain that a moderator has found to be a council's."""

    council = forms.ModelChoiceField(
        Council.objects.none(),
        label="Council",
        empty_label="Choose a council",
        error_messages={"required": "Choose the council"},
    )
    domain = forms.CharField(
        label="Domain",
        max_length=120,
        help_text="As it stands behind the “@”: example.gov.uk",
        error_messages={"required": "Enter the domain"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["council"]
        field.queryset = Council.objects.current(clock.today()).order_by("name")


class DomainsView(ModeratorView):
    """Proposed domains, those first at which people wait; and one to add."""

    page_title = "Domains to confirm"
    template_name = "organisations/admin/domains.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", DomainForm())
        words = self.request.GET.get("q", "").strip()
        pages = Paginator(moderating.domains_to_confirm(words), A_PAGE)
        listed = pages.get_page(self.request.GET.get("p"))
        return super().get_context_data(listed=listed, words=words, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = DomainForm(request.POST)
        if form.is_valid():
            values = form.cleaned_data
            try:
                found = services.propose_domain(
                    council_id=values["council"].pk,
                    domain=values["domain"],
                    actor=actor_of(request),
                )
            except services.DomainRefused as refused:
                form.add_error("domain", str(refused))
            else:
                if found.state == DomainState.CONFIRMED:
                    messages.success(request, f"{found} is confirmed for it already.")
                    return redirect("organisation-domains")
                messages.success(request, f"{found} is in the list. Confirm it there.")
                query = urlencode({"q": found.domain})
                return redirect(f"{reverse('organisation-domains')}?{query}")
        return self.render_to_response(self.get_context_data(form=form))


class DomainDecisionView(ModeratorView):
    """Confirms or refuses one."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        domain = get_object_or_404(EmailDomain, pk=pk)
        if request.POST.get("do") == "confirm":
            self.tried(
                lambda: services.confirm_domain(domain_id=pk, actor=actor_of(request)),
                f"{domain} is confirmed. People with such an address can now ask to join.",
            )
        elif request.POST.get("do") == "refuse":
            self.tried(
                lambda: services.refuse_domain(domain_id=pk, actor=actor_of(request)),
                f"{domain} is refused.",
            )
        return redirect("organisation-domains")


class InviteForm(forms.Form):
    """Whom a moderator knows by other means: any address, any organisation."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.order_by("kind", "name"),
        label="Organisation",
        empty_label="Choose an organisation",
        error_messages={"required": "Choose the organisation"},
    )
    email = forms.EmailField(
        label="Their e-mail address", error_messages={"required": "Enter the e-mail address"}
    )
    role = forms.ChoiceField(label="They come in as", choices=Role.choices)


class InviteView(ModeratorView):
    """Invites somebody whose address is of none of the council's domains, or its first people."""

    page_title = "Invite somebody"
    template_name = "organisations/admin/invite.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", InviteForm())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = InviteForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        values = form.cleaned_data
        done = self.tried(
            lambda: services.invite(
                organisation_id=values["organisation"].pk,
                email=values["email"],
                role=Role(values["role"]),
                vouched=True,
                actor=actor_of(request),
            ),
            f"An invitation is on its way to {values['email']}.",
        )
        if not done:
            return self.render_to_response(self.get_context_data(form=form))
        return redirect("organisation-invite-any")


class RequestsView(ModeratorView):
    """Organisations that nobody administers, with who waits and who belongs."""

    page_title = "Without an administrator"
    template_name = "organisations/admin/requests.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listed = Paginator(moderating.without_administrator(), A_PAGE).get_page(
            self.request.GET.get("p")
        )
        rows = [
            (
                place,
                people.waiting_requests(place),
                [p.membership for p in people.people_of(place, now=clock.read_now())],
            )
            for place in listed
        ]
        return super().get_context_data(listed=listed, rows=rows, **kwargs)


class RequestDecisionView(ModeratorView):
    """Lets somebody in as the first administrator, or declines."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        asked = get_object_or_404(MembershipRequest.objects.select_related("user"), pk=pk)
        actor = actor_of(request)
        if request.POST.get("do") == "approve":
            self.tried(
                lambda: services.approve_request(
                    request_id=pk, role=Role.ADMINISTRATOR, actor=actor
                ),
                f"{asked.user} is its administrator, and gets a mail that says so.",
            )
        elif request.POST.get("do") == "decline":
            self.tried(
                lambda: services.decline_request(request_id=pk, actor=actor),
                "The request is declined, and they get a mail that says so.",
            )
        return redirect("organisation-requests")


class NameView(ModeratorView):
    """Names the administrator of an organisation that has members but none of them."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        member = get_object_or_404(Membership.objects.select_related("user"), pk=pk)
        self.tried(
            lambda: services.name_administrator(
                user_id=member.user_id,
                organisation_id=member.organisation_id,
                actor=actor_of(request),
            ),
            f"{member.user} is administrator now, and gets a mail that says so.",
        )
        return redirect("organisation-requests")


class VendorsToVerifyView(ModeratorView):
    page_title = "Suppliers to verify"
    template_name = "organisations/admin/vendors.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listed = Paginator(moderating.vendors_to_verify(), A_PAGE).get_page(
            self.request.GET.get("p")
        )
        return super().get_context_data(listed=listed, **kwargs)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Why it is refused",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Its administrators read this. Say what they could put right.",
        error_messages={"required": "Say why it is refused"},
    )


class VendorView(ModeratorView):
    """One supplier: what to look at, and the decision."""

    page_title = "Verify a supplier"
    template_name = "organisations/admin/vendor.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        vendor = get_object_or_404(Vendor, pk=self.kwargs["pk"])
        kwargs.setdefault("form", ReasonForm())
        administrators = people.administrators_of(vendor.pk)
        return super().get_context_data(vendor=vendor, administrators=administrators, **kwargs)

    def post(self, request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        vendor = get_object_or_404(Vendor, pk=pk)
        actor = actor_of(request)
        if request.POST.get("do") == "verify":
            self.tried(
                lambda: services.verify_vendor(vendor_id=pk, actor=actor),
                f"{vendor} is verified, and its administrators get a mail.",
            )
            return redirect("organisation-vendors")
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        self.tried(
            lambda: services.refuse_vendor(
                vendor_id=pk, reason=form.cleaned_data["reason"], actor=actor
            ),
            f"{vendor} is refused, and its administrators get a mail that says why.",
        )
        return redirect("organisation-vendors")
