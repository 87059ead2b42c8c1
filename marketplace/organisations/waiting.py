"""What of organisations waits for a moderator, and since when."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.template.defaultfilters import pluralize
from django.urls import reverse

from marketplace.core.registry import Queue, Waiting
from marketplace.organisations import rules
from marketplace.organisations.queries import moderating


def waiting() -> list[Waiting]:
    """Domains at which people wait, organisations that nobody administers, suppliers to verify."""
    domains = moderating.domains_with_people()
    places = moderating.without_administrator().count()
    vendors = moderating.vendors_to_verify().count()
    return [
        Waiting(
            domains,
            f"domain{pluralize(domains)} at which people wait",
            reverse("organisation-domains"),
            _since(domains, moderating.people_at_domains_since),
        ),
        Waiting(
            places,
            f"organisation{pluralize(places)} without an administrator",
            reverse("organisation-requests"),
            _since(places, moderating.without_administrator_since),
        ),
        Waiting(
            vendors,
            f"supplier{pluralize(vendors)} to verify",
            reverse("organisation-vendors"),
            _since(vendors, moderating.vendors_to_verify_since),
        ),
    ]


def _since(count: int, ask: Any) -> dt.datetime | None:
    moment: dt.datetime | None = ask() if count else None
    return moment


def _for(person: Any) -> list[Waiting]:
    return waiting() if rules.may_moderate(person) else []


QUEUE = Queue("organisations", _for, order=30)
