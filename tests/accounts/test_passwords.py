"""Passwords: changed, set and forgotten."""

from __future__ import annotations

import pytest
from django.test import Client

from marketplace.core.models import Event
from tests.factories.accounts import PASSWORD, UserFactory, by_password, code_of

pytestmark = pytest.mark.django_db

NEW = "another horse battery staple"


def events(person):
    return list(Event.objects.about("person", person.pk).values_list("name", flat=True))


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_a_changed_password_signs_out_everywhere_else_and_is_told_by_mail(client, mailed):
    person = UserFactory()
    elsewhere = Client()
    for each in (client, elsewhere):
        by_password(each, person)
    response = client.post(
        "/you/security/password/", {"oldpassword": PASSWORD, "password1": NEW}, follow=True
    )
    assert "Your new password is saved." in response.content.decode()
    assert client.get("/you/").status_code == 200
    assert elsewhere.get("/you/").status_code == 302
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert events(person) == ["person.password_changed"]
    assert mailed(person.email).subject.startswith("Your password was changed")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("wrong", NEW, "This is not your password now"),
        (PASSWORD, "short", "too short"),
        (PASSWORD, "", "Enter a new password"),
    ],
)
def test_what_does_not_do_is_told(client, old, new, words):
    person = UserFactory()
    by_password(client, person)
    page = client.post("/you/security/password/", {"oldpassword": old, "password1": new})
    assert words in page.content.decode()
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert events(person) == []


def test_who_has_none_sets_one(client):
    person = UserFactory()
    person.set_unusable_password()
    person.save()
    by_password(client, person)
    assert client.get("/you/security/password/")["Location"] == "/you/security/password/new/"
    client.post("/you/security/password/new/", {"password1": NEW})
    person.refresh_from_db()
    assert person.check_password(NEW)


def test_a_forgotten_password_is_replaced_by_a_code(client, mailed_code):
    person = UserFactory()
    client.post("/password/forgotten/", {"email": person.email})
    assert client.get("/password/forgotten/new/").status_code == 302, "the code comes first"
    response = client.post("/password/forgotten/code/", {"code": mailed_code(person.email)})
    assert response["Location"] == "/password/forgotten/new/"
    assert (
        "too short"
        in client.post("/password/forgotten/new/", {"password1": "short"}).content.decode()
    )
    assert client.post("/password/forgotten/new/", {"password1": NEW})["Location"] == "/you/"
    assert signed_in(client)
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert events(person) == ["person.password_changed", "person.signed_in"]


def test_a_forgotten_password_is_no_way_around_the_second_step(client, mailed_code):
    person = UserFactory(groups=["Editors"], app=True)
    client.post("/password/forgotten/", {"email": person.email})
    client.post("/password/forgotten/code/", {"code": mailed_code(person.email)})
    response = client.post("/password/forgotten/new/", {"password1": NEW})
    assert response["Location"] == "/sign-in/check/"
    assert not signed_in(client)
    client.post("/sign-in/check/", {"code": code_of(person)})
    assert signed_in(client)


def test_neither_is_a_code_by_mail(client, mailed_code):
    person = UserFactory(groups=["Editors"], app=True)
    client.post("/sign-in/code/", {"email": person.email})
    response = client.post("/sign-in/code/typed/", {"code": mailed_code(person.email)})
    assert response["Location"] == "/sign-in/check/"
    assert not signed_in(client)


def test_a_code_by_mail_signs_in_and_leads_to_where_one_was_going(client, mailed_code):
    person = UserFactory()
    client.post("/sign-in/code/?next=/solutions/", {"email": person.email, "next": "/solutions/"})
    response = client.post(
        "/sign-in/code/typed/?next=/solutions/", {"code": mailed_code(person.email)}
    )
    assert response["Location"] == "/solutions/"
    assert response.cookies["sessionid"]["max-age"] == "", "ends with the browser"
    assert signed_in(client)
    assert Event.objects.get(name="person.signed_in").after == {"how": ["code"]}


def test_a_closed_account_gets_no_code(client, mailed):
    person = UserFactory(is_active=False)
    client.post("/sign-in/code/", {"email": person.email})
    assert "There is no account" in mailed(person.email).subject
    client.post("/password/forgotten/", {"email": person.email})
    assert "There is no account" in mailed(person.email).subject


def test_whoever_waits_with_a_code_may_start_again(client):
    client.post("/sign-in/code/", {"email": UserFactory().email})
    assert client.get("/sign-in/")["Location"] == "/sign-in/code/typed/"
    assert client.post("/sign-out/", {"next": "/sign-in/"})["Location"] == "/sign-in/"
    assert client.get("/sign-in/").status_code == 200
