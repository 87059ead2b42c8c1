"""What a request says of the host decides nothing: links come from the site's own address."""

from __future__ import annotations

import re

import pytest
from django.core.cache import caches

from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CaseStudyFactory

pytestmark = pytest.mark.django_db

SITE = "https://proven.example.gov.uk"
OTHER = "other.example"


@pytest.mark.parametrize(
    "told",
    [
        {"host": "evil.example"},
        {"host": "localhost.evil.example"},
        {"host": "localhost:80@evil.example"},
        {"host": "<script>alert(1)</script>"},
        {"host": ""},
    ],
)
@pytest.mark.parametrize("address", ["/", "/sign-in/", "/admin/", "/no-such-page/", "/robots.txt"])
def test_a_host_that_is_not_ours_is_refused_and_not_repeated(client, address, told):
    answer = client.get(address, headers=told)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "evil.example" not in page
    assert "script>alert" not in page
    assert not answer.cookies


def test_what_a_proxy_is_said_to_have_been_asked_for_counts_for_nothing(client):
    answer = client.get("/sign-in/", headers={"x-forwarded-host": "evil.example"})
    assert answer.status_code == 200
    assert "evil.example" not in answer.content.decode()


@pytest.fixture
def two_hosts(settings):
    """A site that answers at another host too."""
    settings.ALLOWED_HOSTS = ["proven.example.gov.uk", OTHER, "testserver"]
    settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = SITE
    settings.CSRF_TRUSTED_ORIGINS = [SITE]
    caches["fast"].clear()
    caches["durable"].clear()


@pytest.mark.parametrize("address", ["/", "/solutions/", "/councils/", "/search/?q=gritting"])
def test_pages_say_that_they_are_at_the_sites_address(client, two_hosts, address):
    page = client.get(address, headers={"host": OTHER}).content.decode()
    assert f'rel="canonical" href="{SITE}/' in page
    assert OTHER not in page


def test_so_do_robots_and_the_site_map(client, two_hosts):
    CaseStudyFactory()
    for address in ("/robots.txt", "/sitemap.xml"):
        assert OTHER not in client.get(address, headers={"host": OTHER}).content.decode(), address


def test_links_in_mails_lead_to_the_sites_address(client, two_hosts, mailoutbox):
    person = UserFactory()
    asked = [
        ("/sign-in/code/", {"email": person.email}),
        ("/password/forgotten/", {"email": person.email}),
        ("/sign-up/", {"name": "Olive Tran", "email": "new@council.example"}),
        ("/sign-up/", {"name": "Olive Tran", "email": person.email}),
    ]
    for address, posted in asked:
        client.logout()
        client.post(address, posted, headers={"host": OTHER})
    assert len(mailoutbox) == len(asked)
    for mail in mailoutbox:
        html = mail.alternatives[0].content
        for text in (mail.body, html, mail.subject):
            assert OTHER not in text
        for link in re.findall(r'href="([^"]*)"', html):
            assert link.startswith((SITE, "mailto:")), link
