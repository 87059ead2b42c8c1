"""Nobody is led from this site to another by an address that somebody made for them."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.test import Client
from wagtail.models import PageViewRestriction

from tests.factories.accounts import PASSWORD, UserFactory, by_password, code_of
from tests.factories.catalogue import CaseStudyFactory
from tests.factories.organisations import CouncilFactory, MembershipFactory
from tests.security.walking import ours

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    "https://evil.example/",
    "http://evil.example",
    "//evil.example/you/",
    "///evil.example",
    "////evil.example",
    "https:evil.example",
    "https:///evil.example",
    "http:\\\\evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\n//evil.example",
    "\x00//evil.example",
    "\x08//evil.example",
    "/\r\n/evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "https://testserver:x@evil.example",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example\\@testserver/",
    "//[evil.example",
]
NAMES = ("next", "return_url", "redirect_to", "url", "to", "redirect", "continue")


def leaves(location: str) -> bool:
    """Whether a browser that is led there leaves the site: it takes out line ends and tabs, and
    takes a backslash for a slash."""
    seen = re.sub(r"[\t\r\n]", "", location).strip("\x00-\x20 " + "".join(map(chr, range(33))))
    seen = re.sub(r"^(https?:)?/{2,}", r"\1//", seen.replace("\\", "/"))
    try:
        there = urlsplit(urljoin("http://testserver/", seen))
    except ValueError:
        return True
    own = {"testserver", urlsplit(settings.SITE_URL).netloc}
    return there.scheme not in ("http", "https") or there.netloc not in own


@pytest.mark.parametrize("location", ELSEWHERE)
def test_the_test_sees_what_leaves(location):
    if (
        location != "https:evil.example"
    ):  # which browsers read differently; that it is refused counts
        assert leaves(location)
    assert not leaves("/you/?next=//evil.example")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("signed_in", [False, True])
def test_no_address_of_the_site_leads_away(client, method, signed_in):
    """Whatever a reader brings along, by whatever name, in the address or in a form."""
    person = UserFactory(is_superuser=True)
    client.raise_request_exception = False
    for address in ours():
        for location in ("https://evil.example/", "//evil.example", "/\\evil.example"):
            if signed_in and "_auth_user_id" not in client.session:
                client.force_login(person)
            brought = dict.fromkeys(NAMES, location)
            data = {"data": brought} if method == "post" else {}
            answer = getattr(client, method)(address.at(), query_params=brought, **data)
            led = answer.get("Location", "")
            assert not leaves(led), (address.name, led)
            assert "refresh" not in {name.lower() for name in answer.headers}


def signing_in(client, person, following):
    return client.post(
        "/sign-in/",
        {"login": person.email, "password": PASSWORD, "next": following},
        query_params={"next": following},
    )


def choosing_an_organisation(client, person, following):
    by_password(client, person)
    return client.post("/acting-for/", {"organisation": "", "next": following})


def signing_out(client, person, following):
    by_password(client, person)
    return client.post("/sign-out/", {"next": following}, query_params={"next": following})


def showing_the_password_again(client, person, following):
    by_password(client, person)
    return client.post(
        "/you/security/again/",
        {"password": PASSWORD, "next": following},
        query_params={"next": following},
    )


def showing_a_code_again(client, person, following):
    by_password(client, person)
    return client.post(
        "/you/security/again/code/",
        {"code": code_of(person), "next": following},
        query_params={"next": following},
    )


def showing_a_mailed_code(client, person, following):
    person.set_unusable_password()
    person.save()
    by_password(client, person)
    here = "/you/security/again/mail/"
    client.post(here, {"action": "send", "next": following})
    code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", mail.outbox[-1].body)[0]
    return client.post(here, {"code": code, "next": following}, query_params={"next": following})


def passing_the_second_step(client, person, following):
    client.force_login(UserFactory(is_superuser=True))
    return client.get("/sign-in/second-step/", query_params={"next": following})


def opening_a_page_with_a_password(client, person, following):
    page = CaseStudyFactory()
    kept = PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")
    address = f"/_util/authenticate_with_password/{kept.pk}/{page.pk}/"
    return client.post(address, {"password": "x", "return_url": following})


WAYS = [
    signing_in, choosing_an_organisation, signing_out, showing_the_password_again,
    showing_a_mailed_code, passing_the_second_step, opening_a_page_with_a_password,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("following", ELSEWHERE)
def test_who_does_what_was_asked_for_stays_on_the_site(client, way, following):
    caches["durable"].clear()
    person = UserFactory()
    MembershipFactory(user=person, organisation=CouncilFactory())
    answer = way(client, person, following)
    if answer.status_code == 200 and "\x00" in following:
        return  # a form that does not take it at all
    assert answer.status_code == 302, "it was not done, so that nothing was tried"
    led = answer["Location"]
    assert not leaves(led)
    assert "evil.example" not in led
    assert "\n" not in led


@pytest.mark.parametrize("following", ["//evil.example", "https:evil.example", "/\\evil.example"])
def test_neither_does_who_shows_a_code_again(client, following):
    answer = showing_a_code_again(client, UserFactory(app=True), following)
    assert answer.status_code == 302
    assert "evil.example" not in answer["Location"]


@pytest.mark.parametrize("way", [w for w in WAYS if w is not passing_the_second_step])
def test_an_address_of_the_site_is_followed(client, way):
    """Or nothing above would have been tried."""
    caches["durable"].clear()
    person = UserFactory()
    MembershipFactory(user=person, organisation=CouncilFactory())
    assert way(client, person, "/councils/?page=2")["Location"] == "/councils/?page=2"


def test_a_code_by_mail_leads_nowhere_else(client, mailoutbox):
    caches["durable"].clear()
    person = UserFactory()
    client.post("/sign-in/code/", {"email": person.email, "next": "//evil.example"})
    code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", mailoutbox[-1].body)[0]
    answer = client.post("/sign-in/code/typed/", {"code": code, "next": "//evil.example"})
    assert answer.status_code == 302
    assert not leaves(answer["Location"])


def test_links_on_the_sign_in_page_stay_on_the_site():
    page = Client().get("/sign-in/", query_params={"next": "https://evil.example/"})
    for link in re.findall(r'(?:href|action)="([^"]*)"', page.content.decode()):
        assert not leaves(link), link
