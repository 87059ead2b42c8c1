"""A page's claims as its editor sees them, and the words that claims are shown with in the admin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import formats

from cms import rules
from cms.models import Evidence, SolutionPage
from cms.strength import WORDS
from marketplace.core import clock
from marketplace.core.models import Event


@dataclass(frozen=True)
class Row:
    """A claim with where it leads: to its form for whoever may change it, else to its page."""

    claim: Evidence
    url: str
    editable: bool
    strength: str
    confirmed: str


def strength_words(claim: Evidence) -> str:
    """ "2 of 5, Measured": the number never without its words."""
    return f"{claim.level} of 5, {WORDS[claim.level]}"


def confirmed_words(claim: Evidence) -> str:
    """The day of the last confirmation, and whether that is too long ago."""
    if claim.confirmed_on is None:
        return "Never confirmed"
    day = formats.date_format(claim.confirmed_on, "j F Y")
    return f"{day}, out of date" if claim.is_stale(clock.today()) else day


def rows_of_page(page: SolutionPage, user: Any) -> list[Row]:
    """Every claim of a page, whatever its state, strongest first; none of a page not saved yet."""
    if not page.pk:
        return []
    claims = (
        Evidence.objects.filter(solution_id=page.pk)
        .select_related("organisation", "verified_by", "solution")
        .strongest_first()
    )
    return [make_row(claim, user) for claim in claims]


def make_row(claim: Evidence, user: Any) -> Row:
    editable = rules.may_edit_claim(user, claim)
    return Row(
        claim=claim,
        url=reverse(f"claims:{'edit' if editable else 'inspect'}", args=[claim.pk]),
        editable=editable,
        strength=strength_words(claim),
        confirmed=confirmed_words(claim),
    )


def editor_url(page: SolutionPage) -> str:
    """The page's editor, open at its claims."""
    return f"{reverse('wagtailadmin_pages:edit', args=[page.pk])}#tab-evidence"


def add_url(page: SolutionPage, user: Any) -> str:
    """Where a claim is added to this page; empty for whoever may not, or before it is saved."""
    if not page.pk or not rules.may_add_claim(user, page):
        return ""
    return f"{reverse('claims:add')}?solution={page.pk}"


HAPPENED = {
    "claim.added": "Added as a draft",
    "claim.revised": "Changed",
    "claim.submitted": "Submitted with its page",
    "claim.published": "Made public",
    "claim.returned": "Given back as a draft",
    "claim.verified": "Verified",
    "claim.confirmed": "Confirmed",
    "claim.withdrawn": "Withdrawn",
}


@dataclass(frozen=True)
class Moment:
    """One event of a claim's history in words."""

    at: dt.datetime
    what: str
    who: str
    detail: str


def history(events: Iterable[Event]) -> list[Moment]:
    """What happened to a claim, latest first, with the people as they are called today."""
    events = list(events)
    people = get_user_model().objects.in_bulk({e.actor_id for e in events if e.actor_id})
    return [
        Moment(
            at=event.at,
            what=HAPPENED.get(event.name, event.name),
            who=str(people[event.actor_id]) if event.actor_id in people else "The site itself",
            detail=_detail(event),
        )
        for event in reversed(events)
    ]


def _detail(event: Event) -> str:
    if event.name != "claim.revised":
        return ""
    claim: Any = Evidence._meta
    fields = [str(claim.get_field(name).verbose_name) for name in event.after.get("changed", [])]
    parts = [f"Changed: {', '.join(fields)}." if fields else "Nothing differed."]
    if event.before.get("verified_by") and not event.after.get("verified_by"):
        parts.append("The verification went, because nobody has verified the new words.")
    if event.before.get("level") != event.after.get("level"):
        parts.append(f"Strength {event.before.get('level')} became {event.after.get('level')}.")
    return " ".join(parts)
