"""The made-up councils and suppliers: added, and removed for good."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from django.db import models, transaction

from marketplace.core.actor import Actor
from marketplace.core.events import happened, record
from marketplace.core.models import Audience
from marketplace.core.signals import send_findable_changed
from marketplace.organisations.models import (
    Council,
    Delegation,
    Invitation,
    Membership,
    MembershipRequest,
    Organisation,
    OrganisationKind,
)
from marketplace.organisations.register import starter
from marketplace.organisations.writing import add_council, add_domains

EXAMPLES_REMOVED = "examples.removed"  # once there is an event of this key, they do not come back

# What people have there, which goes with a made-up organisation.
PEOPLES = (Delegation, Invitation, MembershipRequest, Membership)


def load_example_councils(
    *, actor: Actor, path: Path = starter.EXAMPLES, needed: Collection[str] = ()
) -> int:
    """Add the made-up councils that are missing; returns how many. Once the examples were removed,
    only those whose slugs are `needed` come back. Nobody real is at their domains, which admit."""
    rows = starter.read_starter(path)
    if happened(EXAMPLES_REMOVED):
        rows = [row for row in rows if row.slug in needed]
    held = set(Council.objects.filter(is_example=True).values_list("code", flat=True))
    with transaction.atomic():
        added = []
        for row in rows:
            if row.code not in held:
                council = add_council({**row.fields, "is_example": True}, actor)
                add_domains(council, row.email_domains, actor, confirmed=True)
                added.append(council.pk)
        send_findable_changed("council", added)
    return len(added)


def remove_example_organisations(*, actor: Actor) -> list[Organisation]:
    """Delete the made-up councils and suppliers with their memberships, for good. Returns those
    that stay because something still points at them: a solution or a claim."""
    kept = []
    with transaction.atomic():
        gone: dict[str, list[int]] = {kind: [] for kind in OrganisationKind.values}
        for organisation in Organisation.objects.filter(is_example=True).order_by("pk"):
            number = organisation.pk
            try:
                with transaction.atomic():
                    for model in PEOPLES:
                        model._default_manager.filter(organisation=organisation).delete()
                    organisation.delete()
            except models.ProtectedError:
                kept.append(organisation)
                continue
            gone[organisation.kind].append(number)
            record(
                f"{organisation.kind}.removed",
                actor=actor,
                thing=organisation.kind,
                thing_id=number,
                audience=Audience.STAFF,
            )
        if not happened(EXAMPLES_REMOVED):
            record(
                "examples.removed",
                actor=actor,
                thing="register",
                thing_id=starter.EXAMPLES.stem,
                audience=Audience.STAFF,
                dedupe_key=EXAMPLES_REMOVED,
            )
        for kind, numbers in gone.items():
            send_findable_changed(kind, numbers)
    return kept
