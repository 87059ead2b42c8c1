"""What organisations hands to the registries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from marketplace.core import clock, registry
from marketplace.core.actor import CONTENT, SCHEDULE
from marketplace.organisations import (
    listings,
    personal_data,
    queries,
    resting,
    rules,
    services,
    waiting,
)
from marketplace.organisations.middleware import current_membership
from marketplace.organisations.queries import invitations, people, recognising
from marketplace.organisations.reminding import remind_moderators

MODERATORS = "Moderators"
VIEWED_AND_CHANGED = tuple(
    f"organisations.{verb}_{model}"
    for model in ("council", "vendor")
    for verb in ("view", "change")
)


def register() -> None:
    registry.kinds.register(
        registry.Kind(
            listings.COUNCIL,
            "organisations.Council",
            "Council",
            listings.councils,
            listings.council_cards,
            order=90,
        )
    )
    registry.kinds.register(
        registry.Kind(
            listings.VENDOR,
            "organisations.Vendor",
            "Supplier",
            listings.vendors,
            listings.vendor_cards,
            order=95,
        )
    )
    registry.grants.register(
        registry.Grant("organisations", (MODERATORS,), (rules.MODERATE, *VIEWED_AND_CHANGED))
    )
    registry.second_factors.register(registry.SecondFactor("approvers", queries.is_approver))
    registry.personal_data.register(
        registry.PersonalData(
            "organisations",
            personal_data.MODELS,
            personal_data.tables,
            personal_data.erase,
            order=20,  # before the addresses by which invitations are found are gone
            held=personal_data.HELD,
        )
    )
    registry.rest_on_addresses.register(resting.RESTS)
    registry.due_work.register(
        registry.DueWork("forget_invitations", forget_invitations, dt.timedelta(days=1))
    )
    registry.queues.register(waiting.QUEUE)
    registry.due_work.register(
        registry.DueWork("remind_moderators", remind_moderators, dt.timedelta(hours=1))
    )
    registry.set_ups.register(
        registry.SetUp(
            "starter register", 110, lambda: services.load_starter_register(actor=CONTENT)
        )
    )
    registry.demos.register(
        registry.Demo(
            "example councils",
            10,
            lambda: services.load_example_councils(actor=CONTENT),
            _remove_examples,
        )
    )
    for panel in (
        registry.Panel("nav-councils", "nav", 80, "components/nav_item.html", _nav),
        registry.Panel("acting-for", "header", 50, "organisations/acting_for.html", _acting_for),
        registry.Panel("your-organisations", "person", 20, "organisations/yours.html", _yours),
        registry.Panel(
            "your-council", "council", 90, "organisations/is_it_yours.html", _is_it_yours
        ),
    ):
        registry.panels.register(panel)


def forget_invitations() -> None:
    """Take the addresses out of invitations that ended long ago."""
    services.forget_invitations(
        before=clock.now() - dt.timedelta(days=settings.INVITATIONS_KEPT_DAYS), actor=SCHEDULE
    )


def _remove_examples() -> list[str]:
    return [each.name for each in services.remove_example_organisations(actor=CONTENT)]


def _nav(thing: Any, request: HttpRequest) -> Mapping[str, Any]:
    address = reverse("councils")
    return {
        "label": "Councils",
        "url": address,
        "current": request is not None and request.path.startswith(address),
    }


def _acting_for(thing: Any, request: HttpRequest | None) -> Mapping[str, Any] | None:
    """Nothing for a reader who is not signed in, so that no cookie is set."""
    if request is None or not getattr(request, "user", None) or not request.user.is_authenticated:
        return None
    current = current_membership(request)
    return {
        "current": current,
        "memberships": request.memberships,  # type: ignore[attr-defined]
        "next": request.get_full_path() if request.method == "GET" else "/",
    }


def _yours(thing: Any, request: HttpRequest | None) -> Mapping[str, Any] | None:
    """Where a person belongs, what they may approve, where they could belong, and who asks them."""
    told = _acting_for(thing, request)
    if told is None:
        return None
    person, held = cast(HttpRequest, request).user.pk or 0, told["memberships"]
    now, today = clock.read_now(), clock.today()
    emails = people.confirmed_addresses(person)
    invited = people.invitations_for(emails, now=now)
    splits = recognising.split_councils([each.organisation_id for each in held], today=today)
    # What an invitation or a split offers is not offered twice.
    offered = {each.organisation_id for each in invited} | {
        council.pk for split in splits for council in split.successors
    }
    return {
        **told,
        "delegations": people.delegations_held(person, now=now),
        "invitations": [(each, invitations.token_of(each)) for each in invited],
        "asking": people.asking_at([each for each in held if each.is_administrator]),
        "ways": [
            way
            for way in recognising.ways_to_join(person, emails=emails, held=held, today=today)
            if way.state != "member"
            and way.council.pk not in offered
            and rules.may_hold_council_role(held)
        ],
        "splits": splits,
        "may_register": not held,
    }


def _is_it_yours(council: Any, request: HttpRequest | None) -> Mapping[str, Any] | None:
    """How somebody who works there comes to belong; the same for every reader who is not signed in,
    and nothing for whoever belongs to a supplier or acts elsewhere."""
    if council.has_ended(clock.today()) or (request and request.path == reverse("join")):
        return None
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"signed_in": False, "member": None}
    held = queries.held_by(user)
    member = rules.membership_in(held, council.pk)
    if member is None and held:
        return None
    return {"signed_in": True, "member": member}
