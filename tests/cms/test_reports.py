"""The report of claims out of date, and the words that pages are filed under."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from cms.models import Approach, Evidence, ServiceArea
from marketplace.core import clock
from tests.cms.forms import words
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CaseStudyFactory, ClaimFactory

pytestmark = pytest.mark.django_db

TODAY = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)


@pytest.fixture
def claims():
    ClaimFactory(statement="Fresh", confirmed_on=dt.date(2026, 1, 1))
    ClaimFactory(statement="Never confirmed claim", confirmed_on=None)
    ClaimFactory(statement="Long ago", confirmed_on=dt.date(2023, 1, 1))
    ClaimFactory(statement="A stale draft", confirmed_on=None, status="draft")
    ClaimFactory(statement="Unseen", confirmed_on=None, solution=CaseStudyFactory(live=False))


def test_the_report_lists_what_the_public_sees_unconfirmed_longest_first(client, moderator, claims):
    with clock.stopped_at(TODAY):
        shown = words(client.get(reverse("stale_claims")))
    assert "1 January 2023, out of date" in shown
    assert shown.index("Never confirmed claim") < shown.index("Long ago")
    old = Evidence.objects.get(statement="Long ago")
    assert reverse("claims:confirm", args=[old.pk]) in shown
    for other in ("Fresh", "A stale draft", "Unseen"):
        assert other not in shown


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_report_leaves_as_a_spreadsheet(client, moderator, claims, kind):
    with clock.stopped_at(TODAY):
        response = client.get(reverse("stale_claims"), {"export": kind})
        content = b"".join(response.streaming_content)
    assert len(content) > 100
    if kind == "csv":
        assert content.decode().splitlines()[0].startswith("Claim,Solution,Observed at")
        assert len(content.decode().splitlines()) == 3


def test_editors_see_the_report_and_strangers_do_not(client, claims):
    client.force_login(UserFactory(groups=["Editors"]))
    response = client.get(reverse("stale_claims"))
    assert response.status_code == 200
    assert "/confirm/" not in words(response)
    client.force_login(UserFactory())
    assert client.get(reverse("stale_claims")).status_code in (302, 403)


@pytest.mark.parametrize("model", [ServiceArea, Approach])
def test_moderators_keep_the_words_that_pages_are_filed_under(client, moderator, model):
    thing = model.objects.first()
    CaseStudyFactory(
        service_areas=[ServiceArea.objects.first()], approaches=[Approach.objects.first()]
    )
    name = f"wagtailsnippets_cms_{model._meta.model_name}"
    shown = words(client.get(reverse(f"{name}:list")))
    assert thing.name in shown
    edit = reverse(f"{name}:edit", args=[thing.pk])
    assert client.get(edit).status_code == 200
    client.force_login(UserFactory(groups=["Editors"]))
    assert client.get(edit).status_code == 302


def test_moderators_have_redirects_and_editors_do_not(client, moderator):
    url = reverse("wagtailredirects:index")
    assert client.get(url).status_code == 200
    client.force_login(UserFactory(groups=["Editors"]))
    assert client.get(url).status_code == 302
