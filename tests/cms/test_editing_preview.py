"""What an editor sees before the public does, and what privacy hides from everybody else."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from cms.models import ToolPage
from tests.cms.forms import typed, words
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CaseStudyFactory, ClaimFactory, ToolFactory
from tests.factories.organisations import CouncilFactory

pytestmark = pytest.mark.django_db


def test_a_preview_shows_the_claims_that_wait_and_the_public_page_does_not(client):
    study = CaseStudyFactory()
    ClaimFactory(solution=study, statement="Waiting", status="draft")
    ClaimFactory(solution=study, statement="Gone", status="withdrawn")
    client.force_login(UserFactory(groups=["Editors"]))
    draft = words(client.get(reverse("wagtailadmin_pages:view_draft", args=[study.pk])))
    assert "Waiting" in draft
    assert "Draft, not public yet" in draft
    assert "Gone" not in draft
    client.logout()
    assert "Waiting" not in words(client.get(study.url))


def test_a_preview_of_what_is_being_typed_works_before_it_is_saved(client):
    study = CaseStudyFactory()
    client.force_login(UserFactory(groups=["Editors"]))
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[study.pk])
    answer = client.post(url, typed(slug=study.slug, summary="Typed a moment ago.")).json()
    assert answer["is_valid"]
    response = client.get(url)
    assert "Typed a moment ago." in words(response)
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


def test_a_page_for_people_who_are_signed_in_leads_to_our_own_door(client):
    study = CaseStudyFactory(title="Secret study")
    PageViewRestriction.objects.create(page=study, restriction_type="login")
    response = client.get(study.url)
    assert response.url.startswith("/sign-in/?next=")
    client.force_login(UserFactory())
    assert client.get(study.url).status_code == 200


def test_a_page_behind_a_password_asks_in_our_look_and_tells_nothing(client):
    study = CaseStudyFactory(title="Secret study", summary="Nobody may know.")
    PageViewRestriction.objects.create(page=study, restriction_type="password", password="open")
    response = client.get(study.url)
    shown = words(response)
    assert "This page needs a password" in shown
    for secret in ("Secret study", "Nobody may know", "It hurt."):
        assert secret not in shown
    restriction = PageViewRestriction.objects.get()
    door = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, study.pk])
    wrong = words(client.post(door, {"password": "shut", "return_url": study.url}))
    assert "There is a problem" in wrong
    assert "Secret study" not in wrong
    client.post(door, {"password": "open", "return_url": study.url})
    assert "Secret study" in words(client.get(study.url))


def test_a_private_or_unpublished_page_is_not_in_the_sitemap(client):
    CaseStudyFactory(slug="seen")
    CaseStudyFactory(slug="draft", live=False)
    private = CaseStudyFactory(slug="private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    listed = words(client.get("/sitemap.xml"))
    assert "/seen/" in listed
    assert "/private/" not in listed
    assert "/draft/" not in listed


@pytest.mark.django_db(transaction=True)
def test_an_old_address_leads_to_the_new_one(live_site, client):
    study = CaseStudyFactory(slug="old-name")
    old = study.url
    study.slug = "new-name"
    study.save()
    response = client.get(old)
    assert response.status_code == 301
    assert response.url.endswith("/new-name/")


def test_a_moderator_sets_privacy_and_an_editor_does_not(client):
    study = CaseStudyFactory()
    url = reverse("wagtailadmin_pages:set_privacy", args=[study.pk])
    client.force_login(UserFactory(groups=["Editors"]))
    client.post(url, {"restriction_type": "login", "password": ""})
    assert not study.view_restrictions.exists()
    client.force_login(UserFactory(groups=["Moderators"]))
    client.post(url, {"restriction_type": "login", "password": ""})
    assert study.view_restrictions.exists()


def test_examples_and_aliases_are_not_for_search_engines(client):
    example, real = CaseStudyFactory(is_example=True), CaseStudyFactory()
    alias = real.create_alias(update_slug="twin")
    listed = words(client.get("/sitemap.xml"))
    assert real.url in listed
    assert example.url not in listed
    assert alias.url not in listed
    asked = '<meta name="robots" content="noindex">'
    assert asked in words(client.get(example.url))
    assert asked not in words(client.get(real.url))
    council = CouncilFactory(is_example=True)
    assert asked in words(client.get(council.get_absolute_url()))
    assert asked not in words(client.get(CouncilFactory().get_absolute_url()))


def test_a_draft_says_that_it_is_not_published(client, editor):
    study = CaseStudyFactory(live=False)
    draft = words(client.get(reverse("wagtailadmin_pages:view_draft", args=[study.pk])))
    assert "First published" not in draft
    assert "Not published yet." in draft


def test_a_tool_whose_licence_is_still_missing_is_a_tool(client, editor):
    tool = ToolFactory(live=False)
    tool.licence = ""
    tool.save_revision(clean=False)
    draft = words(client.get(reverse("wagtailadmin_pages:view_draft", args=[tool.pk])))
    assert "What it does" in draft
    assert "Source code" in draft
    assert "Started" not in draft


def test_a_tool_without_a_licence_is_a_tool_in_text_as_well(client):
    tool = ToolFactory()
    ToolPage.objects.update(licence="")
    text = words(client.get(f"{tool.url}?as=text"))
    assert "WHAT IT DOES" in text
    assert "Licence: Not told" in text
    study = words(client.get(f"{CaseStudyFactory().url}?as=text"))
    assert "WHAT WAS DONE" in study
    assert "Licence" not in study
