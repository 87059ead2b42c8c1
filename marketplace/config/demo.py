"""The log-ins of a demonstration: one for each part that a person can play. DEMO only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from marketplace.accounts import services as accounts
from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.actor import CONTENT, Actor, acting_as
from marketplace.organisations import services as organisations
from marketplace.organisations.models import Delegation, Membership, Organisation, Role, Vendor

PASSWORD = "proven-demo-2026"  # noqa: S105 - printed for everyone to read


@dataclass(frozen=True)
class LogIn:
    """One log-in. `organisation` is a slug, `limit_pence` what it may approve for it. `seed` is the secret of its authenticator app: parts
    that need a second step pass it here as everywhere."""

    part: str
    email: str
    name: str
    group: str = ""
    organisation: str = ""
    role: Role = Role.MEMBER
    seed: str = ""
    limit_pence: int = 0


LOG_INS = (
    LogIn(
        "Editor", "editor@proven.example", "Edith Marlow",
        group="Editors", seed="PROVENDEMOEDITORAAAAAAAAAAAAAAAA",
    ),
    LogIn(
        "Moderator", "moderator@proven.example", "Mo Akande",
        group="Moderators", seed="PROVENDEMOMODERATORAAAAAAAAAAAAA",
    ),
    LogIn("Council officer", "officer@marshgate.example", "Olive Tran", organisation="marshgate"),
    LogIn(
        "Council administrator", "admin@marshgate.example", "Adil Rahman",
        organisation="marshgate", role=Role.ADMINISTRATOR,
    ),
    LogIn(
        "Council approver", "approver@marshgate.example", "Priya Nair",
        organisation="marshgate", seed="PROVENDEMOAPPROVERAAAAAAAAAAAAAA", limit_pence=5_000_000,
    ),
    LogIn(
        "Vendor", "vendor@brightworks.example", "Vera Lind",
        organisation="brightworks", role=Role.ADMINISTRATOR,
    ),
    LogIn(
        "Rival vendor", "vendor@larkrise.example", "Len Abara",
        organisation="larkrise", role=Role.ADMINISTRATOR,
    ),
)  # fmt: skip


VENDORS = ("Brightworks", "Larkrise")
DELEGATED_FOR = dt.timedelta(days=365)


def load() -> None:
    """Make the log-ins that are missing, with the organisations that they act for; those that are
    there are left as they are."""
    _only_in_demo()
    with transaction.atomic():
        needed = {each.organisation for each in LOG_INS}
        organisations.load_example_councils(actor=CONTENT, needed=needed)
        for name in VENDORS:
            _make_vendor(name)
        for log_in in LOG_INS:
            _make(log_in)


def log_in_table() -> str:
    """What `make run` prints: who can sign in, and with what."""
    part = max(len(each.part) for each in LOG_INS)
    email = max(len(each.email) for each in LOG_INS)
    lines = [
        f"  {each.part:<{part}}  {each.email:<{email}}  {PASSWORD}"
        + ("  and a code" if each.seed else "")
        for each in LOG_INS
    ]
    secrets = [f"  {each.email:<{email}}  {each.seed}" for each in LOG_INS if each.seed]
    return "\n".join(
        [
            "Sign in as (this demonstration only):",
            *lines,
            "Codes: `.venv/bin/python manage.py demo_code EMAIL`, or an authenticator app with",
            *secrets,
        ]
    )


def code_for(email: str) -> str:
    """The code that the authenticator app of a demonstration's log-in shows now. Raises KeyError
    for a log-in that is none, or needs no code."""
    _only_in_demo()
    seed = {each.email: each.seed for each in LOG_INS if each.seed}[email]
    return format_hotp_value(hotp_value(seed, next(yield_hotp_counters_from_time())))


def _make_vendor(name: str) -> None:
    if not Vendor.objects.filter(slug=name.lower()).exists():
        organisations.add_vendor(
            name=f"{name} Ltd",
            short_name=name,
            slug=name.lower(),
            is_example=True,
            actor=CONTENT,
        )


def _make(log_in: LogIn) -> None:
    person = User.objects.filter(email=log_in.email).first()
    if person is None:
        person = accounts.register_person(
            email=log_in.email,
            name=log_in.name,
            password=PASSWORD,
            groups=[log_in.group] if log_in.group else [],
            actor=CONTENT,
        )
    if log_in.seed and not Authenticator.objects.filter(user=person).exists():
        with acting_as(CONTENT):
            TOTP.activate(person, log_in.seed)
    if log_in.organisation:
        _give_place(log_in, person)


def _give_place(log_in: LogIn, person: User) -> None:
    organisation = Organisation.objects.get(slug=log_in.organisation)
    place = Membership.objects.filter(user=person, organisation=organisation).first()
    if place is None:
        place = organisations.add_member(
            user_id=person.pk, organisation_id=organisation.pk, role=log_in.role, actor=CONTENT
        )
    if log_in.limit_pence and not Delegation.objects.filter(user=person).exists():
        chief = organisation.memberships.filter(role=Role.ADMINISTRATOR).first()
        if chief is not None:
            now = clock.now()
            organisations.grant_delegation(
                membership_id=place.pk,
                limit_pence=log_in.limit_pence,
                starts_at=now,
                ends_at=now + DELEGATED_FOR,
                actor=Actor(user_id=chief.user_id, via="content"),
            )


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise ImproperlyConfigured("Log-ins with a printed password exist only where DEMO=1.")
