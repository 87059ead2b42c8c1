"""Writes to people. Each records its event, which never holds a name or an address."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from marketplace.accounts.models import User
from marketplace.core.actor import Actor
from marketplace.core.events import record
from marketplace.core.models import Audience


def register_person(
    *, email: str, name: str, password: str, actor: Actor, groups: Iterable[str] = ()
) -> User:
    """Add a person whose address has been verified by other means, and put them into groups.

    Raises ValidationError for an address that is taken in any case, for a password that the rules
    refuse, and for a group that does not exist.
    """
    person = User(email=email, name=name)
    person.set_password(password)
    person.full_clean()
    validate_password(password, person)
    found = list(Group.objects.filter(name__in=set(groups)).order_by("pk"))
    if missing := set(groups) - {group.name for group in found}:
        raise ValidationError({"groups": f"There is no group called {', '.join(sorted(missing))}."})
    with transaction.atomic():
        person.save()
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        person.groups.set(found)
        _record("person.registered", person, actor, after={"groups": [g.pk for g in found]})
    return person


def rename_person(*, user_id: int, name: str, actor: Actor) -> User:
    """Change how a person is called on the site. Raises ValidationError for a name that is empty
    or too long."""
    with transaction.atomic():
        person = _locked(user_id)
        person.name = " ".join(name.split())
        if not person.name:
            raise ValidationError({"name": "Enter your name"})
        person.full_clean(exclude={"password"})
        person.save(update_fields=["name"])
        _record("person.renamed", person, actor)
    return person


def close_account(*, user_id: int, actor: Actor) -> User:
    """Keep a person from signing in. Nobody is ever deleted: what they did stays on record."""
    return _set_active(user_id, False, "person.closed", actor)


def reopen_account(*, user_id: int, actor: Actor) -> User:
    """Let a person sign in again."""
    return _set_active(user_id, True, "person.reopened", actor)


def _set_active(user_id: int, active: bool, name: str, actor: Actor) -> User:
    with transaction.atomic():
        person = _locked(user_id)
        before = {"active": person.is_active}
        person.is_active = active
        person.save(update_fields=["is_active"])
        _record(name, person, actor, before=before, after={"active": active})
    return person


def _locked(user_id: int) -> User:
    try:
        return User.objects.select_for_update().get(pk=user_id)
    except User.DoesNotExist:
        raise ValidationError("There is no such person.") from None


def _record(name: str, person: User, actor: Actor, **states: dict[str, object]) -> None:
    record(name, actor=actor, thing="person", thing_id=person.pk, audience=Audience.STAFF, **states)
