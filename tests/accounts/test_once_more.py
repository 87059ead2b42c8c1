"""Before what cannot be undone, whoever signed in a while ago shows once more that it is they: by what
they have, and by a code to their address where they have nothing else."""

from __future__ import annotations

import time

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse

from marketplace.accounts.models import User
from tests.factories.accounts import (
    PASSWORD,
    UserFactory,
    app_of,
    by_password,
    code_of,
    two_factored,
)

pytestmark = pytest.mark.django_db

BY_CODE = "/you/security/again/mail/"
NEW = "new@elsewhere.example"
# What cannot be undone, and what somebody would post to have it done.
DEEDS = {
    "leave": ("/you/data/leave/", {"sure": "on"}),
    "another address": ("/you/email/", {"email": NEW, "action_add": "1", "sure": "on"}),
}


def of_password():
    return UserFactory()


def of_code():
    person = UserFactory()
    person.set_unusable_password()
    person.save()
    return person


def of_provider():
    person = of_code()
    SocialAccount.objects.create(user=person, provider="sso", uid="77")
    return person


def of_app():
    person = of_code()
    app_of(person)
    return person


def of_passkey():
    person = of_code()
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "Key"})
    return person


ASKED = {
    of_password: "account_reauthenticate",
    of_app: "mfa_reauthenticate",
    of_passkey: "mfa_reauthenticate_webauthn",
    of_code: "account_reauthenticate_by_code",
    of_provider: "account_reauthenticate_by_code",
}


def a_while_ago(client, person, seconds=3600):
    """As if they had signed in then."""
    by_password(client, person)
    _age(client, seconds)


def _age(client, seconds):
    session = client.session
    records = session[AUTHENTICATION_METHODS_SESSION_KEY]
    at = time.time() - seconds
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{**each, "at": at} for each in records]
    session.save()


def nothing_done(person, mailoutbox) -> bool:
    person.refresh_from_db()
    return person.is_active and not [mail for mail in mailoutbox if mail.to == [NEW]]


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("of", ASKED)
def test_everybody_is_asked_by_what_they_have_and_nothing_is_done(client, of, deed, mailoutbox):
    person = of()
    a_while_ago(client, person)
    address, posted = DEEDS[deed]
    for _ in range(2):  # to ask again is no way round it
        answer = client.post(address, posted)
        assert answer["Location"].partition("?")[0] == reverse(ASKED[of])
        assert nothing_done(person, mailoutbox)


@pytest.mark.parametrize("of", ASKED)
def test_neither_is_a_copy_handed_out(client, of):
    a_while_ago(client, of())
    answer = client.post(reverse("your-copy"))
    assert answer["Location"].partition("?")[0] == reverse(ASKED[of])


@pytest.mark.parametrize("of", [of_code, of_provider])
def test_nor_does_anybody_add_a_way_to_sign_in(client, of):
    a_while_ago(client, of())
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "account_set_password"):
        assert client.get(reverse(name))["Location"].partition("?")[0] == BY_CODE
        assert client.post(reverse(name))["Location"].partition("?")[0] == BY_CODE


def test_a_password_that_is_set_at_an_open_session_is_no_way_round_it(client, mailoutbox):
    person = of_code()
    a_while_ago(client, person)
    client.post("/you/security/password/new/", {"password1": PASSWORD + "!"})
    client.post("/you/security/again/", {"password": PASSWORD + "!", "next": "/you/data/leave/"})
    client.post("/you/data/leave/", {"sure": "on"})
    assert nothing_done(person, mailoutbox)
    assert not person.has_usable_password()


@pytest.mark.parametrize("of", ASKED)
def test_who_has_only_just_signed_in_is_not_asked(client, of):
    a_while_ago(client, of(), seconds=60)
    assert client.get("/you/data/leave/").status_code == 200


# By a code ----------------------------------------------------------------------------------------


def begun(client, person, deed="leave"):
    """They wanted to do it and were led to the page that sends the code; returns that page."""
    a_while_ago(client, person)
    address, posted = DEEDS[deed]
    return client.post(address, posted)["Location"]


def test_looking_sends_nothing_and_the_button_a_code_to_the_present_address(
    client, mailed, mailoutbox
):
    person = of_code()
    page = begun(client, person)
    assert "Send the code" in client.get(page).content.decode()
    assert mailoutbox == []
    assert client.post(page, {"action": "send"})["Location"] == page
    assert mailed(person.email).subject.startswith("Your code to show that it is you")
    assert person.email in client.get(page).content.decode()


@pytest.mark.parametrize("deed", DEEDS)
def test_with_the_right_code_what_was_asked_is_done(client, mailed_code, mailoutbox, deed):
    person = of_code()
    page = begun(client, person, deed)
    client.post(page, {"action": "send"})
    client.post(page, {"code": mailed_code(person.email), "next": DEEDS[deed][0]})
    assert not nothing_done(person, mailoutbox)


def test_a_code_is_good_once(client, mailed_code):
    person = of_code()
    page = begun(client, person, "another address")
    client.post(page, {"action": "send"})
    code = mailed_code(person.email)
    client.post(page, {"code": code})
    _age(client, 3600)
    client.post(page, {"code": code})
    assert client.post("/you/data/leave/", {"sure": "on"})["Location"].startswith(BY_CODE)
    assert User.objects.get(pk=person.pk).is_active


def test_three_wrong_codes_end_it(client, mailed_code, mailoutbox):
    person = of_code()
    page = begun(client, person)
    client.post(page, {"action": "send"})
    for _ in range(2):
        assert "This code is not right" in client.post(page, {"code": "WRNG-CODE"}).content.decode()
    assert client.post(page, {"code": "WRNG-CODE"})["Location"] == page
    client.post(page, {"code": mailed_code(person.email)})
    assert nothing_done(person, mailoutbox)
    assert "Too many attempts" in client.get(page).content.decode()


def test_a_code_that_was_sent_again_takes_the_place_of_the_first(client, mailed_code, mailoutbox):
    person = of_code()
    page = begun(client, person)
    client.post(page, {"action": "send"})
    first = mailed_code(person.email)
    client.post(page, {"action": "resend"})
    assert "This code is not right" in client.post(page, {"code": first}).content.decode()
    client.post(page, {"code": mailed_code(person.email), "next": "/you/data/leave/"})
    assert not nothing_done(person, mailoutbox)


def test_nobody_is_pestered_with_codes(client, mailoutbox):
    person = of_code()
    page = begun(client, person)
    for _ in range(12):
        client.post(page, {"action": "send"})
        client.post(page, {"action": "resend"})
    assert len(mailoutbox) <= 3


def test_a_code_runs_out(client, mailed_code, mailoutbox, settings):
    person = of_code()
    page = begun(client, person)
    client.post(page, {"action": "send"})
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1
    client.post(page, {"code": mailed_code(person.email)})
    assert nothing_done(person, mailoutbox)


def test_a_code_to_an_address_that_is_no_longer_theirs_is_worth_nothing(
    client, mailed_code, mailoutbox
):
    person = of_code()
    page = begun(client, person)
    client.post(page, {"action": "send"})
    code = mailed_code(person.email)
    User.objects.filter(pk=person.pk).update(email="other@council.example")
    client.post(page, {"code": code})
    assert nothing_done(person, mailoutbox)


def test_no_code_was_sent_and_none_is_right(client, mailoutbox):
    person = of_code()
    page = begun(client, person)
    for code in ("", "None", " "):
        client.post(page, {"code": code})
    assert nothing_done(person, mailoutbox)


@pytest.mark.parametrize("of", [of_password, of_app, of_passkey])
def test_it_is_no_way_past_a_password_or_a_second_step(client, of, mailoutbox):
    a_while_ago(client, of())
    for method in (client.get, client.post):
        assert method(BY_CODE)["Location"].partition("?")[0] == reverse(ASKED[of])
    assert client.post(BY_CODE, {"action": "send"}).status_code == 302
    assert mailoutbox == []


def test_it_is_for_people_who_are_signed_in(client):
    assert client.get(BY_CODE)["Location"].startswith("/sign-in/")


def test_the_app_opens_it_for_whoever_has_one(client, mailoutbox):
    person = of_app()
    two_factored(client, person)
    _age(client, 3600)
    page = client.post("/you/data/leave/", {"sure": "on"})["Location"]
    client.post(page, {"code": code_of(person), "next": "/you/data/leave/"})
    assert not nothing_done(person, mailoutbox)
