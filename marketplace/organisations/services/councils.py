"""Facts of one council, set by a moderator; the register's next import knows better where it says
something."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from marketplace.core.actor import Actor
from marketplace.core.events import record
from marketplace.core.models import Audience
from marketplace.core.signals import send_findable_changed
from marketplace.organisations.locks import locked_council
from marketplace.organisations.models import Council
from marketplace.organisations.writing import save_council


def change_council(
    *, council_id: int, actor: Actor, successors: Collection[int] | None = None, **fields: Any
) -> Council:
    """Set fields of a council, and (unless None) the councils that come after it. What is the same
    writes nothing. Raises ValidationError, by field, also for a council that is to follow itself."""
    with transaction.atomic():
        council = locked_council(council_id)
        changed = {name: value for name, value in fields.items() if getattr(council, name) != value}
        if changed:
            trial = Council.objects.get(pk=council_id)
            for name, value in changed.items():
                setattr(trial, name, value)
            trial.full_clean()
            save_council(council, changed, actor)
        followed = successors is not None and _set_successors(council, set(successors), actor)
        if changed or followed:
            send_findable_changed("council", [council.pk])
    return council


def _set_successors(council: Council, wanted: set[int], actor: Actor) -> bool:
    if council.pk in wanted:
        raise ValidationError({"successors": "A council cannot come after itself"})
    before = set(council.successors.values_list("pk", flat=True))
    if before == wanted:
        return False
    council.successors.set(wanted)
    record(
        "council.succeeded",
        actor=actor,
        thing="council",
        thing_id=council.pk,
        audience=Audience.PUBLIC,
        before={"successors": sorted(before)},
        after={"successors": sorted(wanted)},
    )
    return True
