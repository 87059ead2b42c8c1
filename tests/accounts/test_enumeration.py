"""Nobody finds out who has an account: for an address that has one and one that has none, pages
and words are the same, to the last letter."""

from __future__ import annotations

import re

import pytest
from django.core.cache import caches
from django.test import Client

from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "olive@council.example", "nancy@council.example"  # of the same length
MOMENTARY = {"X-Request-ID", "Expires", "Last-Modified"}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')

SIGN_UP = [
    ("/sign-up/", {"name": "Olive", "email": "ADDRESS", "password1": PASSWORD}),
    ("/confirm-email/", None),
    ("/confirm-email/", {"code": "BBBB-BBBB"}),
    ("/confirm-email/", {"action": "resend"}),
    ("/confirm-email/", {"code": "BBBB-BBBB"}),
    ("/confirm-email/", {"code": "BBBB-BBBB"}),
    ("/sign-in/", None),
]
SIGN_UP_WITHOUT_PASSWORD = [
    ("/sign-up/", {"name": "Olive", "email": "ADDRESS", "password1": ""}),
    ("/confirm-email/", None),
]
FORGOTTEN = [
    ("/password/forgotten/", {"email": "ADDRESS"}),
    ("/password/forgotten/code/", None),
    ("/password/forgotten/code/", {"code": "BBBB-BBBB"}),
    ("/password/forgotten/new/", None),
    ("/password/forgotten/code/", {"code": "BBBB-BBBB"}),
    ("/password/forgotten/code/", {"code": "BBBB-BBBB"}),
    ("/sign-in/", None),
]
CODE = [
    ("/sign-in/code/", {"email": "ADDRESS"}),
    ("/sign-in/code/typed/", None),
    ("/sign-in/code/typed/", {"code": "BBBB-BBBB"}),
    ("/sign-in/code/typed/", {"action": "resend"}),
    ("/sign-in/code/typed/", {"code": "BBBB-BBBB"}),
    ("/sign-in/code/typed/", {"code": "BBBB-BBBB"}),
    ("/sign-in/code/", None),
]
PASSWORDS = [("/sign-in/", {"login": "ADDRESS", "password": "wrong"})] * 6


def journey(steps, address):
    """Everything that the site answers, as a stranger would compare it."""
    caches["durable"].clear()  # both come from one network
    client, seen = Client(), []
    for path, posted in steps:
        if posted is None:
            response = client.get(path)
        else:
            values = {k: v.replace("ADDRESS", address) for k, v in posted.items()}
            response = client.post(path, values)
        body = TOKEN.sub("", response.content.decode()).replace(address, "ADDRESS")
        headers = {k: sorted(v.split("; ")) for k, v in response.items() if k not in MOMENTARY}
        cookies = sorted((name, m["max-age"]) for name, m in response.cookies.items())
        seen.append((path, response.status_code, headers, cookies, body))
    return seen


@pytest.mark.parametrize(
    "steps",
    [SIGN_UP, SIGN_UP_WITHOUT_PASSWORD, FORGOTTEN, CODE, PASSWORDS],
    ids=["sign-up", "sign-up without password", "forgotten", "code", "password"],
)
@pytest.mark.parametrize("closed", [False, True], ids=["active", "closed"])
def test_known_and_unknown_addresses_are_answered_alike(steps, closed, mailoutbox):
    UserFactory(email=KNOWN, is_active=not closed)
    known, unknown = journey(steps, KNOWN), journey(steps, UNKNOWN)
    for one, other in zip(known, unknown, strict=True):
        assert one == other
    if steps is not PASSWORDS:
        assert {each.to[0] for each in mailoutbox} == {KNOWN, UNKNOWN}, "both get a mail"


def test_the_comparison_sees_a_difference():
    UserFactory(email=KNOWN)
    steps = [("/sign-in/", {"login": "ADDRESS", "password": PASSWORD})]
    assert journey(steps, KNOWN) != journey(steps, UNKNOWN)
