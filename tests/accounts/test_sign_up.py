"""An account of one's own: made, confirmed by a code, and never twice."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from marketplace.accounts.models import User
from marketplace.accounts.signals import address_confirmed
from marketplace.core.models import Event
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

OLIVE = {"name": " Olive  Tran ", "email": "Olive@Council.Example", "password1": PASSWORD}


def sign_up(client, **changes):
    return client.post("/sign-up/", {**OLIVE, **changes})


def confirm(client, code):
    return client.post("/confirm-email/", {"code": code})


def events(person):
    return list(Event.objects.about("person", person.pk).values_list("name", flat=True))


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_a_person_signs_up_and_is_in_once_the_address_is_confirmed(client, mailed_code):
    assert sign_up(client)["Location"] == "/confirm-email/"
    person = User.objects.get()
    assert (person.email, person.name) == ("olive@council.example", "Olive Tran")
    assert not signed_in(client)
    assert "olive@council.example" in client.get("/confirm-email/").content.decode()
    assert confirm(client, mailed_code(person.email))["Location"] == "/you/"
    assert signed_in(client)
    assert "Your e-mail address is confirmed." in client.get("/you/").content.decode()
    assert EmailAddress.objects.get(user=person).verified
    assert events(person) == [
        "person.registered", "person.address_confirmed", "person.signed_in"
    ]  # fmt: skip


def test_the_code_may_be_typed_in_any_way(client, mailed_code):
    sign_up(client)
    code = mailed_code("olive@council.example")
    confirm(client, f" {code.lower().replace('-', ' ')} ")
    assert signed_in(client)


def test_without_a_password_a_code_signs_in_each_time(client, mailed_code):
    sign_up(client, password1="")
    person = User.objects.get()
    assert not person.has_usable_password()
    confirm(client, mailed_code(person.email))
    client.post("/sign-out/")
    client.post("/sign-in/code/", {"email": person.email})
    client.post("/sign-in/code/typed/", {"code": mailed_code(person.email)})
    assert signed_in(client)


def test_those_who_listen_hear_of_a_confirmed_address_in_its_transaction(client, mailed_code):
    heard = []

    def listen(user_id, email, **kwargs):
        heard.append((user_id, email, Event.objects.latest("pk").name))

    address_confirmed.connect(listen)
    try:
        sign_up(client)
        assert heard == []
        confirm(client, mailed_code("olive@council.example"))
    finally:
        address_confirmed.disconnect(listen)
    assert heard == [(User.objects.get().pk, "olive@council.example", "person.address_confirmed")]


def test_a_listener_that_fails_leaves_the_address_unconfirmed(client, mailed_code):
    def fail(**kwargs):
        raise RuntimeError

    sign_up(client)
    address_confirmed.connect(fail)
    client.raise_request_exception = False
    try:
        assert confirm(client, mailed_code("olive@council.example")).status_code == 500
    finally:
        address_confirmed.disconnect(fail)
    assert not EmailAddress.objects.get().verified
    assert events(User.objects.get()) == ["person.registered"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "  "}, "Enter your name"),
        ({"name": "\u202eevil"}, "a character in this that cannot be seen"),
        ({"email": "olive"}, "Enter an e-mail address like name@council.gov.uk"),
        ({"email": ""}, "Enter your e-mail address"),
        ({"password1": "short"}, "too short"),
        ({"password1": "olive@council.example"}, "too similar"),
    ],
)
def test_what_does_not_do_is_told_by_field_and_kept(client, changes, words):
    page = sign_up(client, **changes).content.decode()
    assert words in page
    assert "There is a problem" in page
    assert "<title>Error: " in page
    typed = changes.get("email", OLIVE["email"])
    assert f'value="{typed}"' in page or not typed
    assert not User.objects.exists()


def test_a_password_that_was_not_kept_is_asked_for_again(client):
    """Or whoever put the address right would have an account without one."""
    words = "Type your password again"
    assert words in sign_up(client, email="olive@").content.decode()
    assert words not in sign_up(client, email="olive@", password1="").content.decode()


def test_a_wrong_code_may_be_typed_again_three_times_in_all(client, mailed_code):
    sign_up(client)
    for _ in range(2):
        page = confirm(client, "BBBB-BBBB").content.decode()
        assert "This code is not right" in page
    assert confirm(client, "BBBB-BBBB")["Location"] == "/sign-in/"
    assert "Too many attempts" in client.get("/sign-in/").content.decode()
    confirm(client, mailed_code("olive@council.example"))
    assert not signed_in(client)


def test_the_code_is_sent_again_and_the_first_no_longer_works(client, mailed_code):
    sign_up(client)
    first = mailed_code("olive@council.example")
    from django.core.cache import caches

    caches["durable"].clear()  # at most one mail in ten seconds
    again = client.post("/confirm-email/", {"action": "resend"}, follow=True).content.decode()
    assert "A new code is on its way." in again
    second = mailed_code("olive@council.example")
    assert first != second
    confirm(client, first)
    assert not signed_in(client)
    confirm(client, second)
    assert signed_in(client)


def test_closed_registration_says_whom_to_ask(client, settings):
    settings.SIGN_UP = False
    for response in (client.get("/sign-up/"), sign_up(client)):
        assert "No new accounts" in response.content.decode()
        assert settings.CONTACT_EMAIL in response.content.decode()
    assert not User.objects.exists()
    page = client.get("/sign-in/").content.decode()
    assert "/sign-up/" not in page


def test_the_mail_with_the_code_says_how_long_it_is_of_use(client, mailed):
    sign_up(client)
    mail = mailed("olive@council.example")
    assert mail.expires_at is not None
    assert "60 minutes" in mail.body
    assert "60 minutes" in mail.alternatives[0][0]
    assert "Olive" not in mail.subject


def test_nobody_signs_up_with_another_ones_address(client, mailed):
    UserFactory(email="olive@council.example")
    sign_up(client)
    assert User.objects.count() == 1
    assert mailed("olive@council.example").subject.startswith("You already have an account")
