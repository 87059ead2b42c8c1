"""Signing in and out: one page, in any case of the address, with a limit that holds everywhere."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import caches
from django.db import IntegrityError, transaction

from marketplace.accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

SIGN_IN = "/sign-in/"


@pytest.fixture
def person():
    return UserFactory(email="Olive@Council.Example")


def attempt(client, email="olive@council.example", password=PASSWORD, **query):
    return client.post(SIGN_IN, {"login": email, "password": password}, query_params=query)


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_addresses_are_kept_in_lower_case_and_unique_in_any_case(person):
    assert person.email == "olive@council.example"
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="OLIVE@council.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        # Past save(), as a bulk insert would come.
        User.objects.bulk_create([User(email="Olive@council.example", password="x")])


@pytest.mark.parametrize(
    "email", ["olive@council.example", "OLIVE@COUNCIL.EXAMPLE", " Olive@Council.Example "]
)
def test_a_person_signs_in_whatever_the_case_of_the_address(client, person, email):
    response = attempt(client, email)
    assert response.status_code == 302
    assert response["Location"] == "/you/"
    assert client.session["_auth_user_id"] == str(person.pk)


def test_signing_in_leads_back_to_where_one_was_going_and_never_away_from_the_site(client, person):
    assert attempt(client, next="/solutions/")["Location"] == "/solutions/"
    client.logout()
    assert attempt(client, next="https://evil.example/")["Location"] == "/you/"


def test_a_wrong_pair_never_says_which_of_the_two_was_wrong(client, person):
    words = "The e-mail address or the password is not right"
    for email, password in (
        ("olive@council.example", "wrong"),
        ("nobody@council.example", PASSWORD),
    ):
        page = attempt(client, email, password)
        assert page.status_code == 200
        assert words in page.content.decode()
    assert not signed_in(client)


def test_the_sixth_bad_attempt_is_refused_in_words(client, person):
    for _ in range(5):
        assert "is not right" in attempt(client, password="wrong").content.decode()
    page = attempt(client)
    assert "Too many attempts" in page.content.decode()
    assert not signed_in(client)


def test_the_limit_does_not_care_for_the_case_of_the_address(client, person):
    for number in range(5):
        email = "olive@council.example" if number % 2 else "Olive@Council.Example"
        attempt(client, email, "wrong")
    assert "Too many attempts" in attempt(client).content.decode()


def test_the_limit_holds_for_all_processes_because_the_database_counts(client, person):
    for _ in range(5):
        attempt(client, password="wrong")
    # What another process has in its memory: nothing.
    caches["fast"].clear()
    assert "Too many attempts" in attempt(client).content.decode()


def test_the_limit_holds_while_redis_is_gone(client, person, settings):
    settings.CACHES = {
        **settings.CACHES,
        "fast": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:9/0",
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
        },
    }
    for _ in range(5):
        assert "is not right" in attempt(client, password="wrong").content.decode()
    assert "Too many attempts" in attempt(client).content.decode()
    caches["durable"].clear()
    assert attempt(client).status_code == 302


def test_an_address_that_tries_many_accounts_is_refused_in_our_look(client):
    pages = [attempt(client, f"nobody{n}@council.example", "wrong") for n in range(31)]
    assert pages[-1].status_code == 429
    assert "<h1>Too many attempts</h1>" in pages[-1].content.decode()


def test_an_address_that_was_never_confirmed_is_confirmed_by_a_code_first(
    client, person, mailed_code
):
    EmailAddress.objects.filter(user=person).update(verified=False)
    assert attempt(client)["Location"] == "/confirm-email/"
    assert not signed_in(client)
    response = client.post("/confirm-email/", {"code": mailed_code(person.email)})
    assert response["Location"] == "/you/"
    assert signed_in(client)
    assert EmailAddress.objects.get(user=person).verified


def test_a_closed_account_says_so_after_the_right_password(client, person):
    User.objects.filter(pk=person.pk).update(is_active=False)
    response = attempt(client)
    assert response["Location"] == "/sign-in/inactive/"
    assert "This account is closed" in client.get(response["Location"]).content.decode()
    assert not signed_in(client)


def test_signing_out_takes_a_post(client, person):
    client.force_login(person)
    assert "<h1>Sign out</h1>" in client.get("/sign-out/").content.decode()
    assert signed_in(client)
    assert client.post("/sign-out/")["Location"] == "/"
    assert not signed_in(client)


def test_no_cookie_before_the_sign_in_page_and_only_the_sessions_after_it(client, person):
    for address in ("/", "/solutions/", "/councils/", "/no-such-page/"):
        assert not client.get(address).cookies, address
    assert set(client.get(SIGN_IN).cookies) == {"csrftoken"}
    response = attempt(client)
    session = response.cookies["sessionid"]
    assert session["httponly"]
    assert session["max-age"] == "", "ends with the browser"


def test_a_person_may_be_remembered(client, person):
    response = client.post(SIGN_IN, {"login": person.email, "password": PASSWORD, "remember": "on"})
    assert response.cookies["sessionid"]["max-age"]
