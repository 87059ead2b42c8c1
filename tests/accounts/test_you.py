"""A person's own page."""

from __future__ import annotations

import pytest

from marketplace.core.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.organisations import CouncilFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def test_it_is_for_people_who_are_signed_in(client):
    assert client.get("/you/")["Location"] == "/sign-in/?next=/you/"


def test_it_shows_who_the_site_takes_one_to_be(client):
    person = UserFactory(name="Olive Tran")
    council = CouncilFactory(short_name="Marshgate")
    MembershipFactory(user=person, organisation=council)
    client.force_login(person)
    response = client.get("/you/")
    page = response.content.decode()
    assert "<h1>Olive Tran</h1>" in page
    assert person.email in page
    assert "Marshgate" in page
    assert page.count("<h1") == 1
    assert "no-store" in response["Cache-Control"]


def test_a_name_is_changed_and_recorded(client):
    person = UserFactory(name="Olive Tran")
    client.force_login(person)
    response = client.post("/you/", {"name": " Olive  Marsh "}, follow=True)
    assert "Your profile is saved." in response.content.decode()
    person.refresh_from_db()
    assert person.name == "Olive Marsh"
    event = Event.objects.about("person", person.pk).get()
    assert (event.name, event.actor_id, event.via) == ("person.profile_changed", person.pk, "site")


@pytest.mark.parametrize(
    ("name", "words"), [("", "Enter your name"), ("   ", "Enter your name"), ("x" * 151, "fewer")]
)
def test_a_name_that_does_not_do_is_told_and_kept(client, name, words):
    person = UserFactory(name="Olive Tran")
    client.force_login(person)
    page = client.post("/you/", {"name": name}).content.decode()
    assert "There is a problem" in page
    assert words in page
    assert "<title>Error: " in page
    assert "<h1>Olive Tran</h1>" in page
    person.refresh_from_db()
    assert person.name == "Olive Tran"


def test_the_header_offers_signing_in_to_those_who_are_not(client):
    assert 'href="/sign-in/"' in client.get("/solutions/").content.decode()
    client.force_login(UserFactory())
    page = client.get("/solutions/").content.decode()
    assert 'href="/sign-in/"' not in page
    assert 'href="/you/"' in page


@pytest.mark.parametrize("typed", ["\u202eevil", "Nul\x00"])
def test_a_name_with_unseen_characters_is_refused_in_plain_words(client, typed):
    client.force_login(UserFactory())
    response = client.post("/you/", {"name": typed})
    assert "There is a character in this that cannot be seen" in response.content.decode()
    assert "Null characters" not in response.content.decode()
