"""What accounts holds on a person: all of it is handed out, and none of it outlives an erasure."""

from __future__ import annotations

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.serializers.json import DjangoJSONEncoder
from wagtail.users.models import UserProfile

from marketplace.accounts import personal_data
from marketplace.accounts.models import User
from marketplace.core import registry
from tests.factories.accounts import PASSWORD, UserFactory, app_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    person = UserFactory(
        email="olive@council.example", name="Olive Tran", job_title="Data lead", groups=["Editors"]
    )
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    app_of(person)
    SocialAccount.objects.create(
        user=person, provider="sso", uid="77", extra_data={"name": "Olive"}
    )
    UserProfile.get_for_user(person)
    return person


def test_it_answers_for_every_table_of_the_sign_in_library():
    registered = registry.personal_data.get("accounts").models
    assert all(apps.get_model(model) for model in registered)
    assert {"mfa.Authenticator", "usersessions.UserSession"} <= set(registered)


def test_everything_is_handed_out_as_json_but_no_secret(person):
    found = dict(registry.personal_data.get("accounts").export(person.pk))
    said = json.dumps(found, cls=DjangoJSONEncoder)
    for word in ("olive@council.example", "Olive Tran", "Data lead", "127.0.0.1", "totp", "77"):
        assert word in said
    for secret in (person.password, app_of(person).data["secret"]):
        assert secret not in said
    assert all(rows for rows in found.values())


def test_nobody_elses_is(person):
    other = UserFactory()
    told = json.dumps(
        dict(registry.personal_data.get("accounts").export(other.pk)), cls=DjangoJSONEncoder
    )
    assert "olive" not in told.lower()


def test_an_erased_person_is_a_row_without_a_name_that_nobody_signs_in_with(client, person):
    other = UserFactory()
    personal_data.erase(person.pk)
    person = User.objects.get(pk=person.pk)
    assert (person.name, person.job_title) == ("", "")
    assert person.email == f"erased-{person.pk}@erased.invalid"
    assert not person.is_active
    assert not person.has_usable_password()
    assert not person.groups.exists()
    for model in (EmailAddress, Authenticator, SocialAccount, UserSession, UserProfile):
        assert not model._default_manager.filter(user=person).exists()
    assert not Session.objects.exists()
    assert client.get("/you/").status_code == 302
    assert EmailAddress.objects.filter(user=other).exists()


def test_erasing_twice_is_erasing_once(person):
    personal_data.erase(person.pk)
    before = User.objects.filter(pk=person.pk).values("email", "name", "is_active").get()
    personal_data.erase(person.pk)
    assert User.objects.filter(pk=person.pk).values("email", "name", "is_active").get() == before
