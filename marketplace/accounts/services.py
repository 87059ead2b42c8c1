"""Writes to people. Each records its event, which never holds a name or an address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from marketplace.accounts import letters, resting
from marketplace.accounts.models import User
from marketplace.core.actor import Actor, acting_as
from marketplace.core.events import record
from marketplace.core.models import Audience


def register_person(
    *,
    email: str,
    name: str,
    password: str,
    actor: Actor,
    groups: Iterable[str] = (),
    is_superuser: bool = False,
) -> User:
    """Add a person whose address has been confirmed by other means, and put them into groups.

    Raises ValidationError for an address that is taken in any case, for a password that the rules
    refuse, and for a group that does not exist.
    """
    person = User(email=email, name=name, is_superuser=is_superuser)
    person.set_password(password)
    person.full_clean()
    validate_password(password, person)
    found = _groups(groups)
    with _address_taken_meanwhile(), transaction.atomic():
        person.save()
        _confirm_address(person)
        person.groups.set(found)
        _record("person.registered", person, actor, after=_state(person))
    return person


def change_person(
    *,
    user_id: int,
    email: str,
    name: str,
    groups: Iterable[str],
    is_active: bool,
    is_superuser: bool,
    actor: Actor,
    password: str = "",
) -> User:
    """Set what an administrator may set of a person; an empty password leaves the old one.

    Raises ValidationError as register_person does, and for a person who was erased: what they did
    would be somebody else's. Raises CannotEndYet where something rests on their address before.
    """
    found = _groups(groups)
    with _address_taken_meanwhile(), transaction.atomic():
        resting.hold(user_id)
        person = _locked(user_id)
        if person.is_erased:
            raise ValidationError("This person was erased: nothing of them can be changed.")
        before, address = _state(person), person.email
        changed = ["email"] * (person.email != email.strip().lower()) + ["name"] * (
            person.name != name
        )
        person.email, person.name = email, name
        person.is_active, person.is_superuser = is_active, is_superuser
        if password:
            validate_password(password, person)
            person.set_password(password)
            changed.append("password")
        person.full_clean()
        person.save()
        if "email" in changed:
            EmailAddress.objects.filter(user=person).delete()
            _confirm_address(person)
            letters.send("account/email/email_changed", address)
            resting.end(user_id, actor)
        if "password" in changed:
            letters.send("account/email/password_changed", person.email)
        person.groups.set(found)
        after = {**_state(person), "changed": changed}
        _record("person.changed", person, actor, before=before, after=after)
    return person


def change_profile(*, user_id: int, name: str, job_title: str = "", actor: Actor) -> User:
    """Change what a person says of themselves. Raises ValidationError for a name that is empty, and
    for what is too long."""
    with transaction.atomic():
        person = _locked(user_id)
        told = {"name": " ".join(name.split()), "job_title": " ".join(job_title.split())}
        changed = [field for field, value in told.items() if getattr(person, field) != value]
        person.name, person.job_title = told["name"], told["job_title"]
        if not person.name:
            raise ValidationError({"name": "Enter your name"})
        person.full_clean(exclude={"password"})
        person.save(update_fields=[*told])
        _record("person.profile_changed", person, actor, after={"changed": changed})
    return person


def remove_second_steps(*, user_id: int, actor: Actor) -> User:
    """Take authenticator app, passkeys and recovery codes from a person who has lost them, and tell
    them by mail. Safe to repeat. Whoever asks for it has made sure that it is that person."""
    with transaction.atomic(), acting_as(actor):
        person = _locked(user_id)
        lost = list(Authenticator.objects.filter(user=person))
        for factor in lost:
            factor.delete()  # one by one: each is written down
        if lost:
            letters.send("accounts/second_steps_removed", person.email)
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


@contextmanager
def _address_taken_meanwhile() -> Iterator[None]:
    """Says so as the check before does, where somebody came in between the check and the write."""
    try:
        yield
    except IntegrityError:
        taken = User._meta.get_field("email").error_messages["unique"]
        raise ValidationError({"email": taken}) from None


def _groups(names: Iterable[str]) -> list[Group]:
    wanted = set(names)
    found = list(Group.objects.filter(name__in=wanted).order_by("pk"))
    if missing := wanted - {group.name for group in found}:
        raise ValidationError({"groups": f"There is no group called {', '.join(sorted(missing))}."})
    return found


def _confirm_address(person: User) -> None:
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)


def _state(person: User) -> dict[str, object]:
    return {
        "active": person.is_active,
        "superuser": person.is_superuser,
        "groups": sorted(person.groups.values_list("pk", flat=True)),
    }


def _locked(user_id: int) -> User:
    try:
        return User.objects.select_for_update().get(pk=user_id)
    except User.DoesNotExist:
        raise ValidationError("There is no such person.") from None


def _record(
    name: str,
    person: User,
    actor: Actor,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    record(
        name,
        actor=actor,
        thing="person",
        thing_id=person.pk,
        audience=Audience.STAFF,
        before=before,
        after=after,
    )
