"""The switch in the header: whom a signed-in person acts for."""

import pytest
from django.db import connection
from django.template import RequestContext, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.factories.organisations import CouncilFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    """Signed in, and a member of two councils."""
    person = UserFactory()
    for name in ("Ashcombe", "Whinfell"):
        council = CouncilFactory(short_name=name, name=f"{name} Council", slug=name.lower())
        MembershipFactory(user=person, organisation=council)
    client.force_login(person)
    return person


def switch(client, organisation="", **values):
    return client.post(reverse("acting-for"), {"organisation": organisation, **values})


def council_of(person, name):
    return person.memberships.get(organisation__short_name=name).organisation


def actor(client):
    return client.get("/councils/").wsgi_request.actor


def test_a_reader_who_is_not_signed_in_sees_no_switch_and_gets_no_cookie(client):
    response = client.get("/councils/")
    assert b"acting-for" not in response.content
    assert not response.cookies
    assert response.wsgi_request.actor.user_id is None


def test_the_header_offers_each_organisation_nobody_and_the_way_out(client, officer):
    page = client.get("/councils/").content.decode()
    assert "Ashcombe Council" in page
    assert "Whinfell Council" in page
    assert '<b aria-current="true">Just me, no organisation</b>' in page
    assert f'action="{reverse("account_logout")}"' in page


def test_a_person_chooses_and_comes_back_to_where_they_were(client, officer):
    whinfell = council_of(officer, "Whinfell")
    response = switch(client, whinfell.pk, next="/councils/?q=a")
    assert (response.status_code, response["Location"]) == (302, "/councils/?q=a")
    assert actor(client).organisation_id == whinfell.pk
    assert "<b>Whinfell</b>" in client.get("/councils/").content.decode()
    switch(client)
    assert (actor(client).user_id, actor(client).organisation_id) == (officer.pk, None)


def test_just_me_holds_for_a_member_of_one(client):
    membership = MembershipFactory(user=UserFactory())
    client.force_login(membership.user)
    assert actor(client).organisation_id == membership.organisation_id
    switch(client)
    assert actor(client).organisation_id is None


@pytest.mark.parametrize("asked", ["other", "0", "-1", "x", "1e3", "٣"])
def test_nobody_acts_for_an_organisation_that_is_not_theirs(client, officer, asked):
    other = CouncilFactory()
    response = switch(client, other.pk if asked == "other" else asked)
    assert response.status_code == 403
    assert actor(client).organisation_id is None


@pytest.mark.parametrize(
    "following", ["https://evil.example/", "//evil.example", "", "javascript:a"]
)
def test_it_leads_nowhere_but_to_this_site(client, officer, following):
    assert switch(client, next=following)["Location"] == "/"


def test_it_needs_a_person_a_post_and_a_token(client, officer):
    assert client.put(reverse("acting-for")).status_code == 405
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(officer)
    assert switch(strict).status_code == 403
    client.logout()
    assert switch(client)["Location"].startswith(reverse("account_login"))


def test_who_signs_in_again_after_switching_too_late_comes_to_their_own_page(client, officer):
    """Signing in leads back by GET, which switches nothing."""
    response = client.get(reverse("acting-for"))
    assert (response.status_code, response["Location"]) == (302, "/you/")


def test_header_and_actor_ask_for_the_memberships_once(client, officer):
    with CaptureQueriesContext(connection) as asked:
        response = client.get("/councils/")
        assert response.wsgi_request.actor.user_id == officer.pk
    about = [each["sql"] for each in asked if "organisations_membership" in each["sql"]]
    assert len(about) == 1


def test_a_persons_own_page_shows_their_organisations_and_roles(client, officer):
    whinfell = council_of(officer, "Whinfell")
    switch(client, whinfell.pk)
    request = client.get("/councils/").wsgi_request
    page = Template('{% load panels %}{% panels "person" user %}').render(
        RequestContext(request, {"user": officer})
    )
    assert "Your organisations" in page
    assert '<b aria-current="true">Whinfell Council</b>' in page
    assert page.count("Member</span>") == 2
    assert f'form="acting-here" name="organisation" value="{whinfell.pk}"' not in page
    assert 'form="acting-here" name="organisation" value=""' in page


def test_who_belongs_nowhere_is_told_how_to_get_in(client):
    person = UserFactory()
    client.force_login(person)
    request = client.get("/councils/").wsgi_request
    page = Template('{% load panels %}{% panels "person" user %}').render(
        RequestContext(request, {"user": person})
    )
    assert "You belong to no organisation yet" in page
    assert "mailto:" in page
