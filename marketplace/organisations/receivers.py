"""Hears that somebody has confirmed an address, and tells them whose it is."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from marketplace.accounts.signals import address_confirmed
from marketplace.core import clock
from marketplace.core.actor import SYSTEM, current_actor
from marketplace.core.events import record
from marketplace.core.models import Audience
from marketplace.organisations import letters, queries
from marketplace.organisations.models import Membership
from marketplace.organisations.queries import people


def connect() -> None:
    """Called once, when the app is ready."""
    address_confirmed.connect(welcome, dispatch_uid="organisations.welcome")


@transaction.atomic
def welcome(sender: Any, user_id: int, email: str, **kwargs: Any) -> None:
    """Record which councils the address names, and tell the person, unless they belong to some
    organisation already or have an invitation. Where it names none, nothing is written."""
    recognition = queries.recognise(email, clock.today())
    if not recognition:
        return
    record(
        "person.recognised",
        actor=current_actor() or SYSTEM,
        thing="person",
        thing_id=user_id,
        audience=Audience.STAFF,
        after={
            "admitting": [each.pk for each in recognition.admitting],
            "naming": [each.pk for each in recognition.naming],
        },
    )
    belongs = Membership.objects.filter(user_id=user_id).exists()
    if not belongs and not people.invitations_for([email.lower()], now=clock.now()):
        admitted = bool(recognition.admitting)
        councils = recognition.admitting or recognition.naming
        letters.tell_recognised(email, list(councils), admitted=admitted)
