"""What allauth tells only by signals, written down in the transaction in which it is told."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, email_confirmed
from allauth.mfa.models import Authenticator
from django.db.models.signals import post_delete, post_save

from marketplace.accounts import resting, trail


def connect() -> None:
    email_confirmed.connect(_confirmed, dispatch_uid="accounts.confirmed")
    email_changed.connect(_address_changed, dispatch_uid="accounts.address_changed")
    # allauth's own signals of factors come after the commit.
    post_save.connect(_added, sender=Authenticator, dispatch_uid="accounts.factor_added")
    post_delete.connect(_removed, sender=Authenticator, dispatch_uid="accounts.factor_removed")


def _confirmed(email_address: EmailAddress, **kwargs: Any) -> None:
    trail.note_confirmed(email_address.user_id, email_address.email)


def _address_changed(user: Any, from_email_address: EmailAddress | None, **kwargs: Any) -> None:
    if from_email_address is not None:
        trail.note(user.pk, "person.address_changed")
        resting.end(user.pk, trail.whoever_acts(user.pk))


def _added(instance: Authenticator, created: bool, **kwargs: Any) -> None:
    if created:
        trail.note(instance.user_id, "person.factor_added", {"kind": str(instance.type)})


def _removed(instance: Authenticator, **kwargs: Any) -> None:
    trail.note(instance.user_id, "person.factor_removed", {"kind": str(instance.type)})
