"""The site and its front page are asked for once, and whoever changes them is heard of at once."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Site

from cms import kept_site
from cms.models import HomePage, PlainPage
from tests.factories.catalogue import CaseStudyFactory

pytestmark = pytest.mark.django_db


def tables_asked(client, address):
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    return answer, [each["sql"] for each in asked.captured_queries]


def about_sites(asked):
    return [sql for sql in asked if "wagtailcore_site" in sql or "cms_homepage" in sql]


def test_a_page_below_the_front_page_does_not_ask_for_the_site_again(client):
    page = CaseStudyFactory()
    first, asked = tables_asked(client, page.url)
    assert first.status_code == 200
    assert about_sites(asked)
    again, asked = tables_asked(client, page.url)
    assert again.status_code == 200
    assert about_sites(asked) == []
    assert len(asked) <= 4  # the number, which page, the page, whether it is private


def test_the_front_page_is_shown_as_it_is_now(client):
    client.get("/solutions/")
    HomePage.objects.update(lede="Past every signal")
    assert "Past every signal" in client.get("/").content.decode()


def test_a_site_that_begins_elsewhere_does_so_with_the_next_request(client):
    page = CaseStudyFactory()
    assert client.get(page.url).status_code == 200
    elsewhere = Page.objects.get(depth=1).add_child(instance=HomePage(title="Else", slug="else"))
    elsewhere.add_child(instance=PlainPage(title="There", slug="there"))
    site = Site.objects.get()
    site.root_page = elsewhere
    site.save()
    assert client.get(page.url).status_code == 404
    assert client.get("/there/").status_code == 200


def test_what_nobody_told_of_is_seen_after_a_minute(client, monkeypatch):
    page = CaseStudyFactory()
    assert client.get(page.url).status_code == 200
    elsewhere = Page.objects.get(depth=1).add_child(instance=HomePage(title="Else", slug="else"))
    client.get(page.url)
    Site.objects.update(root_page=elsewhere)
    assert client.get(page.url).status_code == 200
    now = kept_site.time.monotonic()
    monkeypatch.setattr(kept_site.time, "monotonic", lambda: now + kept_site.SECONDS)
    assert client.get(page.url).status_code == 404


def test_each_host_has_its_own_site(client, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    page = CaseStudyFactory()
    elsewhere = Page.objects.get(depth=1).add_child(instance=HomePage(title="Else", slug="else"))
    Site.objects.create(hostname="other.example", port=80, root_page=elsewhere)
    for _ in range(2):
        assert client.get(page.url).status_code == 200
        assert Client(headers={"host": "other.example"}).get(page.url).status_code == 404


def test_hosts_without_end_are_not_all_kept(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    page = CaseStudyFactory()
    for number in range(kept_site.MOST + 2):
        client.get(page.url, headers={"host": f"h{number}.example"})
    assert len(kept_site._kept) <= kept_site.MOST
