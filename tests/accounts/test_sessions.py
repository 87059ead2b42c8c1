"""Where a person is signed in: shown to that person alone, and ended from anywhere."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from marketplace.accounts.sessions import browser_in_words
from marketplace.core.models import Event
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)


def signed_in(person, browser=FIREFOX) -> Client:
    client = Client(headers={"user-agent": browser})
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    return client


def test_each_sign_in_is_listed_with_its_browser_and_the_present_one_is_marked():
    person = UserFactory()
    signed_in(person, IPHONE)
    page = signed_in(person).get("/you/security/sessions/").content.decode()
    assert "Firefox on Windows" in page
    assert "Safari on an iPhone" in page
    assert page.count("This one.") == 1
    assert "127.0.0.1" in page


def test_nobody_sees_another_ones():
    signed_in(UserFactory(), IPHONE)
    page = signed_in(UserFactory()).get("/you/security/sessions/").content.decode()
    assert "iPhone" not in page
    assert "signed in nowhere else" in page


def test_all_others_are_ended_at_once_and_that_is_recorded():
    person, stranger = UserFactory(), signed_in(UserFactory())
    elsewhere = [signed_in(person), signed_in(person, IPHONE)]
    here = signed_in(person)
    page = here.post("/you/security/sessions/", follow=True).content.decode()
    assert "You are signed out everywhere else." in page
    for client in elsewhere:
        assert client.get("/you/").status_code == 302
    for client in (here, stranger):
        assert client.get("/you/").status_code == 200
    event = Event.objects.get(name="person.sessions_ended")
    assert (event.actor_id, event.after) == (person.pk, {"count": 2})


def test_signing_out_takes_the_session_off_the_list_and_is_recorded():
    person = UserFactory()
    client = signed_in(person)
    client.post("/sign-out/")
    assert not UserSession.objects.exists()
    names = Event.objects.about("person", person.pk).values_list("name", flat=True)
    assert list(names) == ["person.signed_in", "person.signed_out"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (FIREFOX, "Firefox on Windows"), (EDGE, "Edge on Windows"), (IPHONE, "Safari on an iPhone"),
        ("", "A browser"), ("curl/8.0", "A browser"),
    ],
)  # fmt: skip
def test_a_browser_is_told_in_words(said, words):
    assert browser_in_words(said) == words
