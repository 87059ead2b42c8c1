"""The e-mail address of an account: changed once the new one has answered, and not before."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from marketplace.accounts.models import User
from marketplace.core.models import Event
from tests.factories.accounts import UserFactory, by_password

pytestmark = pytest.mark.django_db

NEW = "new@council.example"


def ask(client, email=NEW):
    return client.post("/you/email/", {"email": email, "action_add": "1"})


def test_it_changes_once_the_new_one_is_confirmed_and_the_old_one_is_told(
    client, mailed, mailed_code
):
    person = UserFactory(email="old@council.example")
    by_password(client, person)
    assert ask(client)["Location"] == "/confirm-email/"
    person.refresh_from_db()
    assert person.email == "old@council.example"
    assert client.post("/confirm-email/", {"code": mailed_code(NEW)}).status_code == 302
    person.refresh_from_db()
    assert person.email == NEW
    assert list(EmailAddress.objects.filter(user=person).values_list("email", "verified")) == [
        (NEW, True)
    ]
    told = mailed("old@council.example")
    assert told.subject.startswith("Your e-mail address was changed")
    assert NEW not in told.body
    names = Event.objects.about("person", person.pk).values_list("name", flat=True)
    assert list(names) == ["person.address_confirmed", "person.address_changed"]


def test_whether_the_new_one_is_taken_learns_only_who_reads_its_mail(client, mailed_code):
    UserFactory(email=NEW)
    person = UserFactory(email="old@council.example")
    by_password(client, person)
    assert ask(client)["Location"] == "/confirm-email/"
    page = client.post("/confirm-email/", {"code": mailed_code(NEW)}).content.decode()
    assert "belongs to another account" in page
    person.refresh_from_db()
    assert person.email == "old@council.example"


def test_the_same_address_is_no_change(client):
    person = UserFactory(email="old@council.example")
    by_password(client, person)
    page = ask(client, "Old@council.example").content.decode()
    assert "This is your e-mail address already" in page


def test_it_is_for_people_who_are_signed_in(client):
    for address in ("/you/email/", "/you/security/", "/you/security/sessions/"):
        assert client.get(address)["Location"] == f"/sign-in/?next={address}"
    assert User.objects.count() == 0
