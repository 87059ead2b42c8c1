"""What of pages and claims waits for whoever moderates them, and since when."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Min
from django.template.defaultfilters import pluralize
from django.urls import reverse
from wagtail.models import TaskState

from cms import rules
from cms.models import ClaimStatus, Evidence
from marketplace.core.registry import Queue, Waiting


def claims_in_review() -> Waiting:
    """Two statements."""
    found = Evidence.objects.filter(status=ClaimStatus.IN_REVIEW)
    count = found.count()
    query = urlencode({"status": ClaimStatus.IN_REVIEW})
    since = found.aggregate(since=Min("submitted_with__created_at"))["since"] if count else None
    return Waiting(
        count, f"claim{pluralize(count)} in review", f"{reverse('claims:index')}?{query}", since
    )


def pages_to_review(person: Any) -> Waiting:
    """As Wagtail's own panel has them."""
    began = list(TaskState.objects.reviewable_by(person).values_list("started_at", flat=True))
    words = f"page{pluralize(len(began))} to review"
    return Waiting(len(began), words, reverse("wagtailadmin_home"), min(began, default=None))


def _for(person: Any) -> list[Waiting]:
    if not rules.may_see_claims(person):
        return []
    return [pages_to_review(person), claims_in_review()]


QUEUE = Queue("pages and claims", _for, order=10)
