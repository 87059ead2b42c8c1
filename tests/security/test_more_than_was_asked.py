"""A form takes what it asks for. Whatever else is posted along, by the names of our tables' columns,
changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import models, transaction

from marketplace.organisations.queries import invitations
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.asking import AnswerFactory, QuestionFactory
from tests.factories.catalogue import CaseStudyFactory
from tests.factories.organisations import (
    AdministratorFactory,
    CouncilFactory,
    DelegationFactory,
    DomainFactory,
    InvitationFactory,
    MemberFactory,
    RequestFactory,
)
from tests.security.rows import everything
from tests.security.walking import ours

pytestmark = pytest.mark.django_db

NEW = "another horse battery staple"
# What somebody would give themselves, by the name of a column.
WISHED = {
    "role": "administrator", "kind": "vendor", "state": "verified", "status": "public",
    "audience": "public", "via": "cli", "type": "totp", "email": "evil@evil.example",
    "password": "evil evil evil", "slug": "evil", "limit_pence": "10000000000",
}  # fmt: skip
# Columns that differ from one time to the next whatever is posted, or hold numbers of rows.
NOT_COMPARED = {
    "password", "message_id", "digest", "request_id", "before", "after", "object_id", "last_login",
    "actor_id", "sends",
}  # fmt: skip


@dataclass(frozen=True)
class Form:
    """Who posts what to which address; `optional` are fields that it knows and are left out."""

    who: Callable[[World], Any]
    posted: Callable[[World], dict[str, Any]]
    at: Callable[[World], dict[str, Any]] = lambda w: {}
    optional: frozenset[str] = frozenset()
    done: bool = True  # whether it changes rows


class World:
    def __init__(self) -> None:
        self.council = CouncilFactory()
        DomainFactory(organisation=self.council, domain="ashcombe.gov.uk")
        self.other = CouncilFactory()
        DomainFactory(organisation=self.other, domain="marshgate.gov.uk")
        self.administrator = AdministratorFactory(organisation=self.council).user
        self.membership = MemberFactory(organisation=self.council)
        self.member = self.membership.user
        self.person = UserFactory(email="pat@marshgate.gov.uk")
        self.invitation = InvitationFactory(
            organisation=self.council, email="invited@ashcombe.gov.uk"
        )
        self.invited = UserFactory(email=self.invitation.email)
        self.request = RequestFactory(
            organisation=self.council, user=UserFactory(email="asks@ashcombe.gov.uk")
        )
        self.delegation = DelegationFactory(organisation=self.council, user=UserFactory())
        self.solution = CaseStudyFactory(organisation=self.council)
        self.question = QuestionFactory(solution=self.solution)
        self.answered = QuestionFactory(solution=self.solution, state="answered")
        AnswerFactory(message=self.answered)
        self.evil = AdministratorFactory(organisation=CouncilFactory())

    def here(self, **more: Any) -> dict[str, Any]:
        return {"slug": self.council.slug, **more}


def administrator(world: World):
    return world.administrator


FORMS = {
    "account_signup": Form(
        lambda w: None,
        lambda w: {"name": "Olive Tran", "email": "olive@ashcombe.gov.uk", "password1": NEW},
    ),
    "you": Form(lambda w: w.person, lambda w: {"name": "Olive Tran", "job_title": "Officer"}),
    "account_change_password": Form(
        lambda w: w.person, lambda w: {"oldpassword": PASSWORD, "password1": NEW}
    ),
    "account_email": Form(
        lambda w: w.person, lambda w: {"email": "new@ashcombe.gov.uk", "action_add": ""}, done=False
    ),
    "acting-for": Form(lambda w: w.member, lambda w: {"organisation": w.council.pk}, done=False),
    "vendor-register": Form(
        lambda w: w.person,
        lambda w: {
            "name": "Brightworks",
            "website": "https://brightworks.example",
            "company_number": "01234567",
        },
        optional=frozenset({"sole_trader"}),
    ),
    "join": Form(lambda w: w.person, lambda w: {"council": w.other.pk}),
    "join-withdraw": Form(lambda w: w.request.user, lambda w: {}, lambda w: {"pk": w.request.pk}),
    "invitation": Form(
        lambda w: w.invited, lambda w: {}, lambda w: {"token": invitations.token_of(w.invitation)}
    ),
    "organisation-invite": Form(
        administrator, lambda w: {"email": "new@ashcombe.gov.uk", "role": "member"}, World.here
    ),
    "organisation-invitation": Form(
        administrator, lambda w: {"do": "withdraw"}, lambda w: w.here(pk=w.invitation.pk)
    ),
    "organisation-request": Form(
        administrator, lambda w: {"do": "approve"}, lambda w: w.here(pk=w.request.pk)
    ),
    "organisation-person": Form(
        administrator,
        lambda w: {"role": "administrator"},
        lambda w: w.here(pk=w.membership.pk),
        optional=frozenset({"successor"}),
    ),
    "organisation-delegate": Form(
        administrator,
        lambda w: {"limit": "5,000", "first_day": "2090-01-01", "last_day": "2090-12-31"},
        lambda w: w.here(pk=w.membership.pk),
    ),
    "organisation-delegation-end": Form(
        administrator, lambda w: {}, lambda w: w.here(pk=w.delegation.pk)
    ),
    "organisation-remove": Form(administrator, lambda w: {}, lambda w: w.here(pk=w.membership.pk)),
    "organisation-leave": Form(
        lambda w: w.member, lambda w: {}, World.here, optional=frozenset({"successor"})
    ),
    "ask": Form(
        lambda w: w.person,
        lambda w: {"text": "How long did it take you?"},
        lambda w: {"pk": w.solution.pk},
        optional=frozenset({"may_be_shown"}),
    ),
    "correct": Form(
        lambda w: w.person,
        lambda w: {"part": "figure", "text": "It is ten times too high."},
        lambda w: {"pk": w.solution.pk},
    ),
    "message": Form(
        administrator, lambda w: {"text": "It took three months."}, lambda w: {"pk": w.question.pk}
    ),
    "message-decide": Form(
        administrator, lambda w: {"do": "publish"}, lambda w: {"pk": w.answered.pk}
    ),
    "leave": Form(lambda w: w.person, lambda w: {"sure": "on"}),
}
# Addresses of ours that take a POST, and have nothing of a person or an organisation to fill in.
WITHOUT = {
    "organisation-follow": "a choice of one number among those listed; its form is that of join",
    "your-copy": "hands out a file",
    "account_logout": "a button",
    "usersessions_list": "a button",
    "second_step": "leads on",
    "openid_connect_login": "leads on",
    "openid_connect_callback": "what the provider says is checked by its signature",
    "documents/<int:document_id>/<str:document_filename>": "hands out a file",
    "wagtaildocs_serve": "hands out a file",
    "wagtailcore_authenticate_with_password": "one password",
    "wagtaildocs_authenticate_with_password": "one password",
    "wagtail_serve": "pages are read",
    "favicon.ico": "leads on",
    "robots.txt": "is read",
    "sitemap.xml": "is read",
    "health": "is read",
    "health-ready": "is read",
    "media": "hands out a file",
    "account_inactive": "is read",
    "socialaccount_login_cancelled": "is read",
    "mfa_index": "is read",
    "mfa_view_recovery_codes": "is read",
    "mfa_download_recovery_codes": "is read",
}
# A code, a password or an assertion of a passkey, taken by a form of the library that writes none of
# our columns.
ONE_SECRET = {
    "account_login", "account_request_login_code", "account_confirm_login_code", "mfa_authenticate",
    "mfa_login_webauthn", "account_reset_password", "account_confirm_password_reset_code",
    "account_complete_password_reset", "account_email_verification_sent", "socialaccount_signup",
    "socialaccount_connections", "account_set_password", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_generate_recovery_codes", "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn",
    "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    "account_reauthenticate_by_code",
}  # fmt: skip


def test_each_form_is_tried_here(client):
    caches["durable"].clear()
    client.raise_request_exception = False
    client.force_login(UserFactory(is_superuser=True))
    names = set()
    for address in ours():
        if not address.is_of_admin and client.post(address.at()).status_code != 405:
            names.add(address.name)
        if address.name == "account_logout":
            client.force_login(UserFactory(is_superuser=True))
    names -= {"_util/login/", "wagtailcore_login"}  # lead to our sign-in page
    new = names - set(FORMS) - set(WITHOUT) - ONE_SECRET
    assert not new, f"{sorted(new)}: add what it takes to FORMS, or to WITHOUT why it takes nothing"
    assert set(FORMS) <= {each.name for each in ours()}


def more_than_asked(form: Form, world: World) -> dict[str, str]:
    """Every column of every table of ours, but for what the form asks for."""
    found = {}
    for model in apps.get_models():
        if model.__module__.startswith(("marketplace.", "cms.", "search.", "allauth.")):
            for field in model._meta.concrete_fields:
                wish = _wish(field, world)
                found[field.name] = found[field.attname] = wish
    asked = {*form.posted(world), *form.optional, "next", "page"}
    return {name: wish for name, wish in found.items() if name not in asked}


def _wish(field: models.Field, world: World) -> str:
    if field.name in WISHED:
        return WISHED[field.name]
    if field.related_model is not None:
        related = {"User": world.evil.user_id, "Organisation": world.evil.organisation_id}
        return str(related.get(field.related_model.__name__, 1))
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateField):
        return "2099-01-01"
    if isinstance(field, models.IntegerField | models.AutoField):
        return str(world.evil.pk)
    return "Evil"


def what_it_did(client, form: Form, name: str, world: World, extra: dict[str, str]):
    """What rows have become by it, in what can be compared; and then it is undone."""
    caches["durable"].clear()
    found = next(each for each in ours() if each.name == name)
    address, posted = found.at(**form.at(world)), {**extra, **form.posted(world)}
    before = everything()
    try:
        with transaction.atomic():
            if (person := form.who(world)) is not None:
                client.force_login(person)
                before = everything()
            answer = client.post(address, posted)
            after = everything()
            raise Undone
    except Undone:
        client.cookies.clear()
    return answer, sorted(map(repr, _became(before, after, world)))


class Undone(Exception):
    pass


def _became(before, after, world: World):
    # PostgreSQL numbers on after what was undone: what an event tells of is known by being new.
    new = {str(pk) for _, pk in after.keys() - before.keys()}
    for (label, pk), row in after.items():
        old = before.get((label, pk))
        if old != row:
            kept = {name: value for name, value in row.items() if _is_compared(label, name, value)}
            if kept.get("thing_id") in new:
                kept["thing_id"] = "new"
            mine = {
                name: value in (world.evil.user_id, world.evil.organisation_id)
                for name, value in row.items()
                if name.endswith(("user_id", "organisation_id"))
            }
            yield label, kept, mine
    yield from (key for key in before if key not in after)


def _is_compared(label: str, name: str, value: Any) -> bool:
    field = apps.get_model(label)._meta.get_field(name)
    is_number_of_a_row = field.primary_key or field.related_model is not None
    moment = isinstance(field, models.DateTimeField)
    return not (is_number_of_a_row or moment or name in NOT_COMPARED)


@pytest.mark.parametrize("name", FORMS)
def test_whatever_else_is_posted_changes_nothing(client, name):
    world, form = World(), FORMS[name]
    answer, as_asked = what_it_did(client, form, name, world, {})
    assert bool(as_asked) == form.done, (
        f"the form was not sent as it wants to be: {answer.status_code}"
    )
    extra = more_than_asked(form, world)
    assert {"is_superuser", "company_number", "granted_by"} <= set(extra) | set(form.posted(world))
    _, with_more = what_it_did(client, form, name, world, extra)
    assert with_more == as_asked
