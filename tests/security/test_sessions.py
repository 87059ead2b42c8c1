"""A session is its person's alone: it begins anew at the sign-in, and ends for whoever else has it."""

from __future__ import annotations

import re

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.test import Client

from tests.factories.accounts import PASSWORD, UserFactory, by_password, code_of
from tests.security.walking import ours

pytestmark = pytest.mark.django_db

NEW = "another horse battery staple"


@pytest.fixture(autouse=True)
def fresh_limits():
    caches["durable"].clear()


def planted(client) -> str:
    """A session that somebody else has made and slipped into this browser."""
    session = client.session
    session["planted"] = "yes"
    session.save()
    return str(session.session_key)


def is_somebodys(key: str) -> bool:
    client = Client()
    client.cookies["sessionid"] = key
    return client.get("/you/").status_code == 200


def test_signing_in_makes_a_new_session(client):
    person = UserFactory()
    before = planted(client)
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    assert client.get("/you/").status_code == 200
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()
    assert not is_somebodys(before)


def test_so_does_each_of_its_two_steps(client):
    person = UserFactory(app=True)
    before = planted(client)
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    between = client.session.session_key
    client.post("/sign-in/check/", {"code": code_of(person)})
    assert client.get("/you/").status_code == 200
    assert client.session.session_key not in (before, between)
    assert not is_somebodys(before)
    assert not is_somebodys(between)


def test_another_person_who_signs_in_in_the_same_browser_finds_nothing_of_the_first(client):
    first, second = UserFactory(), UserFactory()
    by_password(client, first)
    session = client.session
    session["acting_for"] = 7
    session.save()
    client.post("/sign-out/")
    client.post("/sign-in/", {"login": second.email, "password": PASSWORD})
    assert "acting_for" not in client.session


def test_a_number_that_somebody_made_up_is_no_session():
    client = Client()
    client.cookies["sessionid"] = "a" * 32
    assert client.get("/you/").status_code == 302
    person = UserFactory()
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    assert client.session.session_key != "a" * 32


def changed(client, person, mailoutbox):
    client.post("/you/security/password/", {"oldpassword": PASSWORD, "password1": NEW})


def forgotten(client, person, mailoutbox):
    client.logout()
    client.post("/password/forgotten/", {"email": person.email})
    code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", mailoutbox[-1].body)[0]
    client.post("/password/forgotten/code/", {"code": code})
    client.post("/password/forgotten/new/", {"password1": NEW})


@pytest.mark.parametrize("way", [changed, forgotten])
def test_a_new_password_ends_every_other_session(client, mailoutbox, way):
    person = UserFactory()
    elsewhere = Client()
    for each in (client, elsewhere):
        by_password(each, person)
    way(client, person, mailoutbox)
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert elsewhere.get("/you/").status_code == 302


def test_closing_an_account_ends_its_sessions_at_once(client):
    person = UserFactory()
    by_password(client, person)
    person.is_active = False
    person.save()
    assert client.get("/you/").status_code == 302


def test_signing_out_ends_the_session_where_it_is_kept(client):
    person = UserFactory()
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    key = client.session.session_key
    assert is_somebodys(key)
    client.post("/sign-out/")
    assert not is_somebodys(key)
    assert not Session.objects.filter(session_key=key).exists()
    assert not UserSession.objects.filter(session_key=key).exists()


def test_no_address_signs_anybody_out_who_only_opens_it(client):
    """A picture on another site would be enough."""
    by_password(client, UserFactory())
    client.raise_request_exception = False
    for address in ours():
        client.get(address.at())
        assert "_auth_user_id" in client.session, address.name


def test_the_number_of_a_session_stands_in_no_address_and_on_no_page(client):
    person = UserFactory()
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    key = client.session.session_key
    for address in ("/you/", "/you/security/sessions/", "/you/data/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert key not in answer.content.decode(), address


def test_pages_of_a_person_are_kept_by_nobody(client):
    """A browser's back button after signing out shows nothing, and no proxy keeps them."""
    client.force_login(UserFactory())
    for address in ("/you/", "/you/security/", "/you/security/sessions/", "/you/data/", "/join/",
                    "/messages/", "/you/email/", "/you/security/password/"):  # fmt: skip
        assert "no-store" in client.get(address).get("Cache-Control", ""), address
