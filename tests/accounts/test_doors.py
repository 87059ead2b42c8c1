"""One door: whatever else would sign people in leads to it."""

from __future__ import annotations

import re

import pytest
from django.core.cache import caches
from django.urls import URLResolver, get_resolver

from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

OURS = "/sign-in/"
SOUNDS_LIKE_A_DOOR = re.compile(
    r"log_?-?in|sign_?-?(in|up)|authenticat|password|confirm-email|check", re.IGNORECASE
)


def doors():
    """Every address of the site whose path or name sounds like a way in."""

    def walk(resolver: URLResolver, prefix: str):
        for pattern in resolver.url_patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, route)
            else:
                yield route, f"{route} {pattern.name or ''} {pattern.lookup_str}"

    found = {
        route for route, words in walk(get_resolver(), "/") if SOUNDS_LIKE_A_DOOR.search(words)
    }
    return sorted({_address(route) for route in found})


def _address(route: str) -> str:
    """A route as an address: patterns filled with something that fits."""
    address = route.replace("^", "").replace("$", "").replace("\\Z", "").replace("\\", "")
    address = re.sub(r"<(int|str|slug|path|uuid):[^>]*>|<[^:>]*>", "1", address)
    return re.sub(r"\(\?P?<?[^)]*\)", "1", address)


def test_the_walk_finds_the_doors_that_we_know_of():
    assert {"/sign-in/", "/admin/login/", "/_util/login/"} <= set(doors())


def test_only_our_door_signs_anybody_in(client):
    UserFactory(email="officer@council.example")
    for address in doors():
        for name in ("login", "username", "email"):
            caches["durable"].clear()
            client.post(address, {name: "officer@council.example", "password": PASSWORD})
            in_here = "_auth_user_id" in client.session
            assert in_here == (address == OURS and name == "login"), (address, name)
            client.logout()


@pytest.mark.parametrize("code", ["", "000000"])
def test_no_door_signs_in_by_password_alone_who_has_a_second_step(client, code):
    """Every way in, one after the other and each after each, with the right password."""
    editor = UserFactory(email="editor@council.example", groups=["Editors"], app=True)
    for address in doors():
        for name in ("login", "username", "email"):
            caches["durable"].clear()
            posted = {name: editor.email, "password": PASSWORD, "oldpassword": PASSWORD}
            client.post(address, {**posted, "code": code, "credential": "{}"})
            assert "_auth_user_id" not in client.session, (address, name)
            assert client.get("/admin/").status_code == 302, (address, name)


@pytest.mark.parametrize("address", ["/admin/login/", "/_util/login/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_wagtails_doors_lead_to_ours_and_keep_where_one_was_going(client, address, method):
    response = getattr(client, method)(address, query_params={"next": "/admin/pages/"})
    assert response.status_code == 302
    assert response["Location"] == "/sign-in/?next=%2Fadmin%2Fpages%2F"
    response = getattr(client, method)(address, query_params={"next": "https://evil.example/"})
    assert response["Location"] == "/sign-in/"


def test_whoever_is_not_signed_in_is_led_from_the_admin_to_our_door(client):
    response = client.get("/admin/")
    assert response.status_code == 302
    assert response["Location"] == "/sign-in/?next=/admin/"


def test_whoever_has_no_business_in_the_admin_is_told_so_and_not_sent_in_circles(client):
    client.force_login(UserFactory())
    response = client.get("/admin/", follow=True)
    assert response.status_code == 403
    assert "This page is not open to you" in response.content.decode()
    assert len(response.redirect_chain) <= 1


def test_the_way_out_of_the_admin_is_ours(client):
    assert client.post("/admin/logout/")["Location"] == "/sign-out/"


def test_wagtails_account_page_leads_to_ones_own(client):
    for address in ("/admin/account/", "/admin/account/change_password/"):
        assert client.get(address)["Location"] == "/you/"


@pytest.mark.parametrize(
    "address",
    ["/admin/password_reset/", "/admin/password_reset/done/", "/admin/password_reset/confirm/1/x/"],
)
def test_there_is_no_password_reset_past_our_door(client, address):
    assert client.get(address).status_code == 404
    assert client.post(address, {"email": "x@council.example"}).status_code == 404
