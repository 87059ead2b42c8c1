"""What goes wrong is told in words and by a number, never by how the site is made. Logs are the business
of tests/config/test_logs.py."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import path

from marketplace.config import urls as site

pytestmark = pytest.mark.django_db

SECRET = "a secret detail of ours"
TELLS = re.compile(
    r"Traceback|File &quot;|\.py\b|django|wagtail|SELECT |settings|SECRET_KEY|RuntimeError|sqlite|psycopg",
    re.IGNORECASE,
)  # fmt: skip


def _break(request):
    secret = SECRET
    raise RuntimeError(secret)


def _database(request):
    from django.db import connection

    connection.cursor().execute("SELECT * FROM there_is_no_such_table")


def _unfinished(request):
    from django.template import engines

    return engines["django"].from_string("{% include 'no/such/template.html' %}").render({})


class Broken:
    handler400, handler403 = site.handler400, site.handler403
    handler404, handler500 = site.handler404, site.handler500
    urlpatterns = [
        path("broken/", _break),
        path("database/", _database),
        path("unfinished/", _unfinished),
        *site.urlpatterns,
    ]


@pytest.fixture
def client(settings):
    settings.ROOT_URLCONF = Broken
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", ["/broken/", "/unfinished/"])
def test_an_error_has_a_number_and_no_detail(client, address):
    answer = client.get(address)
    assert answer.status_code == 500
    page = answer.content.decode()
    assert SECRET not in page
    assert not TELLS.findall(page)
    assert answer["X-Request-ID"] in page
    assert settings.SECRET_KEY not in page


def test_neither_has_one_of_the_database(client, transactional_db):
    answer = client.get("/database/")
    assert answer.status_code == 500
    assert not TELLS.findall(answer.content.decode())


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/no-such-page/", 404), ("/councils/none/", 404), ("/search/?page=x'", 200),
        ("/media/../x", 404), ("/you/security/passkeys/99/name/", 302), ("/%00/", 404),
        ("/search/?q=%00", 200), ("/councils/?page=-1", 200), ("/councils/?page=1e9", 200),
    ],
)  # fmt: skip
def test_odd_addresses_are_answered_in_words(client, address, status):
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    if status == 404:
        assert not TELLS.findall(answer.content.decode())


def test_nothing_tells_of_the_parts_that_the_site_is_made_of(client):
    for address in ("/", "/sign-in/", "/broken/", "/static/css/base.css"):
        answer = client.get(address)
        assert not {"Server", "X-Powered-By", "Via"} & set(answer.headers), address
        if answer.streaming:
            answer.getvalue()


def test_pages_for_developers_are_off_whatever_else_is_on():
    assert settings.DEBUG is False
