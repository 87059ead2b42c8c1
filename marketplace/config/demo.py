"""The log-ins of a demonstration: one for each part that a person can play. DEMO only."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from marketplace.accounts import services as accounts
from marketplace.accounts.models import User
from marketplace.core.actor import CONTENT
from marketplace.organisations import services as organisations
from marketplace.organisations.models import Membership, Organisation, Role, Vendor

PASSWORD = "proven-demo-2026"  # noqa: S105 - printed for everyone to read


@dataclass(frozen=True)
class LogIn:
    """One log-in. `organisation` is a slug."""

    part: str
    email: str
    name: str
    group: str = ""
    organisation: str = ""
    role: Role = Role.MEMBER


LOG_INS = (
    LogIn("Editor", "editor@proven.example", "Edith Marlow", group="Editors"),
    LogIn("Moderator", "moderator@proven.example", "Mo Akande", group="Moderators"),
    LogIn("Council officer", "officer@marshgate.example", "Olive Tran", organisation="marshgate"),
    LogIn(
        "Council administrator", "admin@marshgate.example", "Adil Rahman",
        organisation="marshgate", role=Role.ADMINISTRATOR,
    ),
    LogIn(
        "Vendor", "vendor@brightworks.example", "Vera Lind",
        organisation="brightworks", role=Role.ADMINISTRATOR,
    ),
)  # fmt: skip


def load() -> None:
    """Make the log-ins that are missing, with the organisations that they act for; those that are
    there are left as they are."""
    _only_in_demo()
    with transaction.atomic():
        needed = {each.organisation for each in LOG_INS}
        organisations.load_example_councils(actor=CONTENT, needed=needed)
        if not Vendor.objects.filter(slug="brightworks").exists():
            organisations.add_vendor(
                name="Brightworks Ltd",
                short_name="Brightworks",
                slug="brightworks",
                is_example=True,
                actor=CONTENT,
            )
        for log_in in LOG_INS:
            _make(log_in)


def log_in_table() -> str:
    """What `make run` prints: who can sign in, and with what."""
    part = max(len(each.part) for each in LOG_INS)
    email = max(len(each.email) for each in LOG_INS)
    lines = [f"  {each.part:<{part}}  {each.email:<{email}}  {PASSWORD}" for each in LOG_INS]
    return "\n".join(["Sign in as (this demonstration only):", *lines])


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
    if log_in.organisation:
        organisation = Organisation.objects.get(slug=log_in.organisation)
        if not Membership.objects.filter(user=person, organisation=organisation).exists():
            organisations.add_member(
                user_id=person.pk,
                organisation_id=organisation.pk,
                role=log_in.role,
                actor=CONTENT,
            )


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise ImproperlyConfigured("Log-ins with a printed password exist only where DEMO=1.")
