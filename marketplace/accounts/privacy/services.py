"""A person is taken out of the site, with an event that knows them by number alone."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction

from marketplace.accounts.models import User
from marketplace.core import registry
from marketplace.core.actor import Actor, acting_as
from marketplace.core.events import record
from marketplace.core.models import Audience
from marketplace.core.turns import take_turns


class ErasureRefused(ValueError):
    """Somebody who cannot be spared at the moment; the message says why, and what to do."""


def erase_person(*, user_id: int, actor: Actor) -> None:
    """Take a person out of every slice, in one transaction: their account names nobody afterwards and
    cannot be signed in to; what has to stay, stays without them. Doing it again changes nothing.

    Raises ErasureRefused for the last person who may look after the whole site.
    """
    with transaction.atomic():
        take_turns()  # before any row is held: slices above change what can be found
        # One at a time: or the last two would let each other go.
        list(User.objects.select_for_update().filter(is_superuser=True).order_by("pk"))
        person = User.objects.select_for_update().filter(pk=user_id).first()
        if person is None:
            raise ValidationError("There is no such person.")
        others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user_id)
        if person.is_superuser and not others.exists():
            raise ErasureRefused(
                "Nobody else could look after the whole site. "
                "Let another person do so first, in the editors’ tools under Settings, People."
            )
        before = {"active": person.is_active, "groups": _groups(person)}
        with acting_as(actor):  # for what is told of by signals alone
            for data in registry.personal_data:
                data.erase(user_id)
        record(
            "person.erased",
            actor=actor,
            thing="person",
            thing_id=user_id,
            audience=Audience.STAFF,
            before=before,
        )


def _groups(person: User) -> list[int]:
    return list(Group.objects.filter(user=person).order_by("pk").values_list("pk", flat=True))
