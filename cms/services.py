"""Writes to evidence. Each records its event in the same transaction."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.models import WorkflowState

from cms.models import ClaimStatus, Evidence
from marketplace.core import clock
from marketplace.core.actor import Actor
from marketplace.core.events import record
from marketplace.core.models import Audience
from marketplace.core.signals import send_findable_changed
from marketplace.core.turns import take_turns
from marketplace.organisations.models import Council

# Changing one of these changes what a verifier has put their name to.
SUBSTANCE = (
    "statement",
    "kind",
    "progress",
    "pence",
    "pence_low",
    "pence_high",
    "price_year",
    "figure",
    "figure_low",
    "figure_high",
    "unit",
    "direction",
    "period",
    "baseline",
    "account",
    "counted",
    "is_sample",
    "sample",
    "counted_so_far",
    "comparison",
    "comparison_note",
    "evaluator",
    "evaluation_cost",
    "repeated_in",
    "guide",
    "guide_url",
    "organisation",
    "public_body",
    "source_name",
    "source_url",
    "source_date",
)


class ClaimRefused(ValueError):
    """What was asked of a claim does not fit its state; the message says why."""


def add_claim(*, solution_id: int, actor: Actor, **fields: Any) -> Evidence:
    """Add a draft claim to a solution. `fields` are those of Evidence.

    Raises ValidationError, by field, for answers that do not fit each other.
    """
    claim = Evidence(solution_id=solution_id, status=ClaimStatus.DRAFT, **fields)
    claim.full_clean()
    with transaction.atomic():
        claim.save()
        _record("claim.added", claim, actor, Audience.STAFF, after=_state(claim))
    return claim


def revise_claim(
    *, claim_id: int, actor: Actor, expected_status: str | None = None, **fields: Any
) -> Evidence:
    """Change a claim's answers. A change of substance takes a verification away, because nobody
    has verified the new words. `expected_status` is the one in which the actor may change it.

    Raises ClaimRefused for a withdrawn claim and for one that is no longer in the expected status,
    ValidationError by field.
    """
    with transaction.atomic():
        claim = _locked(claim_id)
        if expected_status is not None and claim.status != expected_status:
            raise ClaimRefused(
                f"This claim is {claim.get_status_display().lower()} by now: look at it again before"
                " you change it."
            )
        if claim.status == ClaimStatus.WITHDRAWN:
            raise ClaimRefused("A withdrawn claim stays as it was. Add a new one instead.")
        before = _state(claim)
        changed = sorted(name for name, value in fields.items() if getattr(claim, name) != value)
        for name, value in fields.items():
            setattr(claim, name, value)
        if set(changed) & set(SUBSTANCE):
            claim.verified_by = claim.verified_by_user = claim.verified_on = None
        claim.full_clean()
        claim.save()
        _record(
            "claim.revised",
            claim,
            actor,
            Audience.STAFF,
            before=before,
            after={**_state(claim), "changed": changed},
        )
        _say_changed(claim)
    return claim


def submit_claims(
    *, solution_id: int, workflow_state: WorkflowState, actor: Actor
) -> list[Evidence]:
    """Send a solution's draft claims to the moderator together with its page."""
    with transaction.atomic():
        take_turns()
        claims = list(
            Evidence.objects.select_for_update()
            .filter(solution_id=solution_id, status=ClaimStatus.DRAFT)
            .order_by("pk")
        )
        for claim in claims:
            _move(
                claim,
                ClaimStatus.IN_REVIEW,
                "claim.submitted",
                actor,
                submitted_with=workflow_state,
            )
    return claims


def publish_claims(*, workflow_state: WorkflowState, actor: Actor) -> list[Evidence]:
    """Make public the claims that were submitted with this workflow; the approval's transaction."""
    return _move_submitted(workflow_state, ClaimStatus.PUBLIC, "claim.published", actor)


def return_claims(*, workflow_state: WorkflowState, actor: Actor) -> list[Evidence]:
    """Give the claims of a page that needs changes back to its author, as drafts."""
    return _move_submitted(workflow_state, ClaimStatus.DRAFT, "claim.returned", actor)


def publish_waiting_claims(*, solution_id: int, actor: Actor) -> list[Evidence]:
    """Make public the claims whose workflow was approved earlier, while their page's new version
    waited for its day."""
    with transaction.atomic():
        take_turns()
        claims = list(
            Evidence.objects.select_for_update(of=("self",))
            .filter(
                solution_id=solution_id,
                status=ClaimStatus.IN_REVIEW,
                submitted_with__status=WorkflowState.STATUS_APPROVED,
            )
            .order_by("pk")
        )
        for claim in claims:
            _move(claim, ClaimStatus.PUBLIC, "claim.published", actor)
    return claims


def discard_claim(*, claim_id: int, actor: Actor) -> None:
    """Delete a draft that nobody has seen on the site; its events stay.

    Raises ClaimRefused for any other claim: what was public is withdrawn, never deleted.
    """
    with transaction.atomic():
        claim = _locked(claim_id)
        if claim.status != ClaimStatus.DRAFT:
            raise ClaimRefused("Only a draft can be discarded. Withdraw this claim instead.")
        _record("claim.discarded", claim, actor, Audience.STAFF, before=_state(claim))
        claim.delete()


def publish_claim(*, claim_id: int, actor: Actor) -> Evidence:
    """Make one claim public without its page: a moderator's own decision.

    Raises ClaimRefused for one that is public or withdrawn already.
    """
    with transaction.atomic():
        claim = _locked(claim_id)
        if claim.status not in (ClaimStatus.DRAFT, ClaimStatus.IN_REVIEW):
            raise ClaimRefused(f"This claim is {claim.get_status_display().lower()} already.")
        return _move(claim, ClaimStatus.PUBLIC, "claim.published", actor)


def withdraw_claim(*, claim_id: int, actor: Actor) -> Evidence:
    """Take a claim off the site for good; it stays on record.

    Raises ClaimRefused where it is withdrawn already.
    """
    with transaction.atomic():
        claim = _locked(claim_id)
        if claim.status == ClaimStatus.WITHDRAWN:
            raise ClaimRefused("This claim is withdrawn already.")
        return _move(claim, ClaimStatus.WITHDRAWN, "claim.withdrawn", actor)


def verify_claim(
    *, claim_id: int, verified_by_id: int, actor: Actor, on: dt.date | None = None
) -> Evidence:
    """Put a council's name to a public claim, and confirm it on that day (default: today).

    Raises ClaimRefused where the claim is not public, where the council made it itself, is none or
    had ended by that day, where only one of council and claim is made up, or for a day that has not
    come.
    """
    with transaction.atomic():
        claim = _locked(claim_id)
        if claim.status != ClaimStatus.PUBLIC:
            raise ClaimRefused("Only a public claim can be verified.")
        day = _day_of_act(on)
        verifier = Council.objects.current(day).filter(pk=verified_by_id).first()
        if verifier is None:
            raise ClaimRefused("A claim is verified by a council that exists on that day.")
        if verifier.is_example != claim.solution.is_example:
            raise ClaimRefused("A made-up council verifies examples, and nothing else.")
        own = {claim.organisation_id, claim.solution.organisation_id}
        if verified_by_id in own:
            raise ClaimRefused(
                "A claim is verified by somebody other than the council that makes it."
            )
        before = _state(claim)
        claim.verified_by_id = verified_by_id
        claim.verified_by_user_id = actor.user_id
        claim.verified_on = day
        claim.confirmed_on = max(day, claim.confirmed_on or day)
        claim.save()
        _record("claim.verified", claim, actor, Audience.PUBLIC, before=before, after=_state(claim))
        _say_changed(claim)
    return claim


def confirm_claim(*, claim_id: int, actor: Actor, on: dt.date | None = None) -> Evidence:
    """Say that a public claim still holds, on that day (default: today).

    Raises ClaimRefused where the claim is not public, for a day before the last confirmation, or
    for one that has not come.
    """
    with transaction.atomic():
        claim = _locked(claim_id)
        if claim.status != ClaimStatus.PUBLIC:
            raise ClaimRefused("Only a public claim can be confirmed.")
        day = _day_of_act(on)
        if claim.confirmed_on and day < claim.confirmed_on:
            raise ClaimRefused("It was confirmed later than that already.")
        before = _state(claim)
        claim.confirmed_on = day
        claim.save()
        _record(
            "claim.confirmed", claim, actor, Audience.PUBLIC, before=before, after=_state(claim)
        )
        _say_changed(claim)
    return claim


def _locked(claim_id: int) -> Evidence:
    take_turns()
    try:
        return Evidence.objects.select_for_update().get(pk=claim_id)
    except Evidence.DoesNotExist:
        raise ValidationError("There is no such claim.") from None


def _day_of_act(on: dt.date | None) -> dt.date:
    """The day asked for, or today where the site is."""
    today = timezone.localdate(clock.now())
    if on and on > today:
        raise ClaimRefused("Enter today or an earlier day.")
    return on or today


def _move_submitted(
    workflow_state: WorkflowState, status: ClaimStatus, name: str, actor: Actor
) -> list[Evidence]:
    with transaction.atomic():
        take_turns()
        claims = list(
            Evidence.objects.select_for_update()
            .filter(submitted_with=workflow_state, status=ClaimStatus.IN_REVIEW)
            .order_by("pk")
        )
        for claim in claims:
            _move(claim, status, name, actor)
    return claims


def _move(claim: Evidence, status: ClaimStatus, name: str, actor: Actor, **fields: Any) -> Evidence:
    before = _state(claim)
    claim.status = status
    if status == ClaimStatus.PUBLIC and claim.confirmed_on is None:
        # Whoever submits a claim says that it holds: as of its source, or as of now.
        claim.confirmed_on = claim.source_date or clock.today()
    for field, value in fields.items():
        setattr(claim, field, value)
    claim.save()
    public = ClaimStatus.PUBLIC in (status, before["status"])
    _record(
        name,
        claim,
        actor,
        Audience.PUBLIC if public else Audience.STAFF,
        before=before,
        after=_state(claim),
    )
    if public:
        _say_changed(claim)
    return claim


def _state(claim: Evidence) -> dict[str, Any]:
    return {
        "solution": claim.solution_id,
        "status": str(claim.status),
        "kind": str(claim.kind),
        "progress": str(claim.progress),
        "level": claim.level,
        "pence": claim.pence,
        "figure": None if claim.figure is None else str(claim.figure),
        "organisation": claim.organisation_id,
        "verified_by": claim.verified_by_id,
        "verified_on": claim.verified_on,
        "confirmed_on": claim.confirmed_on,
    }


def _record(name: str, claim: Evidence, actor: Actor, audience: str, **states: Any) -> None:
    if claim.solution.is_example:
        audience = Audience.STAFF  # what is made up is nobody's news
    record(name, actor=actor, thing="claim", thing_id=claim.pk, audience=audience, **states)


def _say_changed(claim: Evidence) -> None:
    send_findable_changed("solution", [claim.solution_id])
