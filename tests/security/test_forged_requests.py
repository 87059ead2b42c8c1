"""Another site cannot make a reader's browser do something here: every POST shows a token of ours."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories.accounts import UserFactory
from tests.factories.organisations import AdministratorFactory
from tests.security.walking import addresses, ours

pytestmark = pytest.mark.django_db

# Whatever is posted there does nothing: they lead on to another address, or say that there is none.
DO_NOTHING = {
    "admin/login/",
    "_util/login/",
    "admin/logout/",
    "^admin/password_reset/",
}
# What Wagtail's admin reads by script: the library behind it asks for the token by itself, and of
# whom it knows by a session alone.
ADMIN_API = "admin/api/main/"


def test_no_view_is_freed_of_it_but_those_that_do_nothing():
    free = {each.route for each in addresses() if getattr(each.callback, "csrf_exempt", False)}
    ours = {route for route in free if not route.startswith(ADMIN_API)}
    assert ours == DO_NOTHING, (
        "a view that is freed of the token (csrf_exempt) is named above, with the reason"
    )


def test_those_do_nothing():
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory(is_superuser=True))
    for address in addresses():
        if address.route in DO_NOTHING:
            assert client.post(address.at()).status_code in (302, 404), address.route
    assert "_auth_user_id" in client.session, "nobody is signed out by them"


def test_nothing_is_written_through_what_the_admin_reads():
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory(is_superuser=True))
    tried = 0
    for address in addresses():
        if address.route.startswith(ADMIN_API):
            for method in ("post", "put", "patch", "delete"):
                answer = getattr(client, method)(address.at(), content_type="application/json")
                assert answer.status_code in (403, 404, 405), (address.route, method)
                tried += 1
    assert tried


def forged(client, address, **headers):
    return client.post(address.at(), {"name": "Forged", "do": "approve"}, headers=headers)


def may_go_without(address) -> bool:
    return address.route in DO_NOTHING or (address.is_of_admin and not address.is_ours)


@pytest.mark.parametrize("who", ["a superuser", "an administrator", "nobody"])
def test_every_post_without_a_token_is_refused(who):
    client = Client(enforce_csrf_checks=True)
    if who == "a superuser":
        client.force_login(UserFactory(is_superuser=True))
    elif who == "an administrator":
        client.force_login(AdministratorFactory().user)
    tried = 0
    for address in ours():
        if may_go_without(address):
            continue
        answer = forged(client, address)
        if who != "a superuser" and address.is_of_admin:
            assert answer.status_code in (302, 403), address.name  # not for them in any case
            continue
        assert answer.status_code == 403, address.name
        assert "could not be sent" in answer.content.decode(), address.name
        tried += 1
    assert tried > 60


def test_a_token_of_another_origin_does_not_count():
    client = Client(enforce_csrf_checks=True)
    token = client.get("/sign-in/").cookies["csrftoken"].value
    posted = {"login": "x@council.example", "password": "x", "csrfmiddlewaretoken": token}
    answer = client.post("/sign-in/", posted, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert client.post("/sign-in/", posted).status_code == 200
