"""A demonstration shows what it has sent; a real site has no such page."""

from __future__ import annotations

import importlib
import re

import pytest
from django.urls import Resolver404, clear_url_caches, resolve, reverse

from marketplace.config import urls
from tests.factories.mail import MailFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def routed_for(settings):
    """The addresses as they are with or without DEMO."""

    def route(*, demo: bool) -> None:
        settings.DEMO = demo
        importlib.reload(urls)
        clear_url_caches()

    yield route
    settings.DEMO = True
    importlib.reload(urls)
    clear_url_caches()


def test_anybody_reads_it_in_a_demonstration(client):
    mail = MailFactory(text="Confirm at https://proven.example/confirm/k3y now", secret=True)
    listed = client.get(reverse("sent-mail")).content.decode()
    assert mail.subject in listed
    shown = client.get(reverse("sent-mail-one", args=[mail.pk]))
    assert 'href="https://proven.example/confirm/k3y"' in shown.content.decode()
    assert "frame-src 'self'" in shown["Content-Security-Policy"]


def test_its_html_stands_in_a_frame_that_can_do_nothing(client):
    mail = MailFactory(html="<html><head></head><body><script>alert(1)</script>Hello</body></html>")
    page = client.get(reverse("sent-mail-one", args=[mail.pk])).content.decode()
    frame = reverse("sent-mail-html", args=[mail.pk])
    assert re.search(rf'<iframe[^>]* src="{frame}"[^>]* sandbox="[^"]*"', page)
    assert "alert(1)" not in page
    answer = client.get(frame)
    policy = answer["Content-Security-Policy"]
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert '<base target="_top">' in answer.content.decode()


def test_what_is_not_there_is_not_found(client):
    erased = MailFactory(recipient="")
    plain = MailFactory(html="")
    for name, pk in (
        ("sent-mail-one", 99999),
        ("sent-mail-one", erased.pk),
        ("sent-mail-html", plain.pk),
    ):
        assert client.get(reverse(name, args=[pk])).status_code == 404


def test_a_real_site_has_no_such_page(client, routed_for):
    routed_for(demo=True)
    assert resolve("/sent-mail/").url_name == "sent-mail"
    routed_for(demo=False)
    assert resolve("/sent-mail/").url_name != "sent-mail"
    with pytest.raises(Resolver404):
        resolve("/sent-mail/1/html", urlconf="marketplace.notifications.urls")
    assert client.get("/sent-mail/").status_code == 404
