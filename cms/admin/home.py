"""What waits, on the admin's first page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from wagtail.admin.ui.components import Component

from cms import rules
from cms.models import ClaimStatus, Evidence
from cms.waiting import claims_in_review
from marketplace.core import clock


class ClaimsWaitingPanel(Component):
    """Draft claims, claims in review and claims out of date, each a click away."""

    name = "claims_waiting"
    template_name = "cms/admin/home_panel.html"
    order = 230

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        claims = reverse("claims:index")
        drafts = Evidence.objects.filter(status=ClaimStatus.DRAFT).count()
        in_review = claims_in_review()
        stale = Evidence.objects.shown().stale(clock.today()).count()
        context["waiting"] = [
            (drafts, "drafts", f"{claims}?{urlencode({'status': ClaimStatus.DRAFT})}"),
            (in_review.count, in_review.words, in_review.url),
            (stale, "out of date", reverse("stale_claims")),
        ]
        return context


def add_panels(request: Any, panels: list[Component]) -> None:
    if rules.may_see_claims(request.user):
        panels.append(ClaimsWaitingPanel())
