"""What accounts holds on a person: handed out to them, and taken out of the site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from wagtail.users.models import UserProfile

from marketplace.accounts.models import ERASED_DOMAIN, User
from marketplace.core import registry
from marketplace.core.registry import HeldTable

MODELS = (
    "accounts.User",
    "account.EmailAddress",
    "account.EmailConfirmation",
    "mfa.Authenticator",
    "usersessions.UserSession",
    "socialaccount.SocialAccount",
    "socialaccount.SocialToken",
    "wagtailusers.UserProfile",
)

_WHILE = "While you have an account"
HELD = (
    registry.Held(
        "Your e-mail address, your name, your job title where you gave one, and a password that can "
        "be checked but not read",
        "So that you can sign in, and others know who speaks for an organisation",
        _WHILE,
    ),
    registry.Held(
        "Your authenticator app, your passkeys and your recovery codes",
        "So that nobody else signs in as you",
        "Until you remove them, or while you have an account",
    ),
    registry.Held(
        "Where you are signed in: when, from which network address, in which browser",
        "So that you can see it and sign out elsewhere. Nobody but you is shown it",
        "Until you sign out, or two weeks",
    ),
    registry.Held(
        "What your organisation’s own sign-in told us of you, where you come by it",
        "So that you come in as the same person each time",
        _WHILE,
    ),
)


def tables(user_id: int) -> Iterator[HeldTable]:
    """Every row about the person, as JSON has it. Secrets are told to be there, never what they
    are: whoever reads a copy could sign in with them."""
    people = User.objects.filter(pk=user_id)
    yield _of("profile", people, "email", "name", "job_title", "date_joined", "last_login")
    addresses = EmailAddress.objects.filter(user_id=user_id)
    yield _of("e-mail addresses", addresses, "email", "verified", "primary")
    factors = Authenticator.objects.filter(user_id=user_id)
    yield _of("second steps", factors, "type", "created_at", "last_used_at")
    sessions = UserSession.objects.filter(user_id=user_id)
    yield _of("sessions", sessions, "ip", "user_agent", "created_at", "last_seen_at")
    ways = SocialAccount.objects.filter(user_id=user_id)
    told = ("provider", "uid", "extra_data", "date_joined", "last_login")
    yield _of("other ways to sign in", ways, *told)
    profiles = UserProfile.objects.filter(user_id=user_id)
    yield _of("settings of the editors' tools", profiles, "preferred_language", "theme")


def erase(user_id: int) -> None:
    """Leave a row that nobody can sign in with and that names nobody, for what points at it."""
    sessions = UserSession.objects.filter(user_id=user_id)
    Session.objects.filter(session_key__in=sessions.values("session_key")).delete()
    for model in (UserSession, Authenticator, SocialAccount, EmailAddress, UserProfile):
        model._default_manager.filter(user_id=user_id).delete()  # with what hangs on them
    person = User.objects.select_for_update().get(pk=user_id)
    person.email = f"erased-{user_id}{ERASED_DOMAIN}"
    person.name = person.job_title = ""
    person.is_active = person.is_staff = person.is_superuser = False
    person.set_unusable_password()
    person.last_login = None
    person.save()
    person.groups.clear()
    person.user_permissions.clear()


def _of(name: str, found: QuerySet[Any], *fields: str) -> HeldTable:
    return HeldTable(name, found.values(*fields))
