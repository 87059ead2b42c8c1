"""A solution in the page editor: pounds, plain words, its claims, and who may do what."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cms.models import (
    Approach,
    CaseStudyPage,
    CataloguePage,
    GuidanceIndexPage,
    ServiceArea,
    ToolPage,
)
from tests.cms.forms import EMPTY, add_url, body, edit_url, typed, words
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CaseStudyFactory, ClaimFactory, ToolFactory
from tests.factories.organisations import CouncilFactory

pytestmark = pytest.mark.django_db


def test_costs_are_typed_in_pounds_and_kept_in_pence(client, editor):
    client.post(add_url(), typed(set_up_low="£12,500", set_up_high="1.2m", running_low="950.50"))
    page = CaseStudyPage.objects.get(slug="damp-found-early")
    assert (page.set_up_low, page.set_up_high, page.running_low, page.running_high) == (
        1_250_000,
        120_000_000,
        95_050,
        None,
    )
    shown = words(client.get(edit_url(page)))
    for pounds in ("£12,500", "£1.2m", "£950.50"):
        assert f'value="{pounds}"' in shown


def test_a_wrong_cost_names_the_fix_and_loses_nothing(client, editor):
    shown = words(client.post(add_url(), typed(set_up_low="about ten grand", people="One analyst")))
    assert "Enter a number in figures" in shown
    assert "Nothing that you typed is lost" in shown
    for kept in ("about ten grand", "One analyst", "Damp found early"):
        assert kept in shown
    assert not CaseStudyPage.objects.filter(slug="damp-found-early").exists()


def test_a_range_that_ends_before_it_starts_is_refused(client, editor):
    shown = words(client.post(add_url(), typed(set_up_low="£9", set_up_high="£4")))
    assert "cost to set up ends before it starts" in shown


def test_a_draft_needs_little_and_a_submission_names_all_that_is_missing(client, editor):
    area = ServiceArea.objects.first()
    little = typed(
        summary="",
        problem=EMPTY,
        organisation="",
        approaches=[],
        main_area="",
        service_areas=[area.pk],
    )
    client.post(add_url(), little)
    page = CaseStudyPage.objects.get(slug="damp-found-early")
    assert page.main_area == area
    shown = words(client.post(edit_url(page), {**little, "action-submit": "1"}))
    for sentence in (
        "Enter the summary",
        "Choose whose it is, or name another body below",
        "Choose at least one approach",
    ):
        assert sentence in shown
    for framework in ("This field", "validation errors", "Select a valid choice"):
        assert framework not in shown


def test_a_body_that_lacks_a_part_says_so_in_plain_words(client, editor):
    quote = body(("quote", {"text": "", "who": "Housing manager"}))
    shown = words(client.post(add_url(), {**typed(), **quote, "action-submit": "1"}))
    assert "Enter the text" in shown
    assert "This field is required" not in shown


def test_two_owners_are_one_too_many(client, editor):
    shown = words(client.post(add_url(), typed(public_body="HMRC")))
    assert "Clear this, or the council or supplier above" in shown


def test_a_taken_address_is_said_without_jargon(client, editor):
    CaseStudyFactory(slug="damp-found-early")
    shown = words(client.post(add_url(), typed()))
    assert "Another page has this address already" in shown


def test_a_tool_takes_boxes_and_words_for_its_lists(client, editor):
    tool = typed(
        repository="https://example.org/tool",
        website="",
        licence="MIT",
        platforms=["web", "ios"],
        languages="English, Welsh",
        built_with="Python,  React , Python",
        needs_systems="",
        needs_skills="",
        hosting="",
        support="",
        replaces="",
    )
    del tool["started"]
    client.post(add_url("toolpage"), tool)
    page = ToolPage.objects.get(slug="damp-found-early")
    assert (page.platforms, page.languages, page.built_with) == (
        ["web", "ios"],
        ["English", "Welsh"],
        ["Python", "React"],
    )
    page.platforms = ["web", "haiku"]
    page.save()
    shown = words(client.get(edit_url(ToolFactory(platforms=["haiku"], built_with=["Go", "C"]))))
    assert 'value="haiku"' in shown
    assert 'value="Go, C"' in shown


def test_a_licence_is_kept_as_spdx_writes_it_and_a_wrong_one_is_explained(client, editor):
    page = ToolFactory()
    tool = typed(slug=page.slug, repository=page.repository, languages="", built_with="")
    client.post(edit_url(page), {**tool, "licence": "mit"})
    assert page.get_latest_revision_as_object().licence == "MIT"
    shown = words(client.post(edit_url(page), {**tool, "licence": "()"}))
    assert "Enter the licence as SPDX writes it, like MIT" in shown


def test_only_moderators_say_that_a_page_is_made_up(client, editor):
    page = CaseStudyFactory()
    assert 'name="is_example"' not in words(client.get(edit_url(page)))
    client.post(edit_url(page), typed(slug=page.slug, is_example="on"))
    assert page.get_latest_revision_as_object().is_example is False
    client.force_login(UserFactory(groups=["Moderators"]))
    assert 'name="is_example"' in words(client.get(edit_url(page)))


def test_a_page_shows_its_claims_read_only_with_a_way_to_each(client, editor):
    page = CaseStudyFactory()
    public = ClaimFactory(solution=page, statement="It saved a lot")
    draft = ClaimFactory(solution=page, statement="It saved more", status="draft")
    shown = words(client.get(edit_url(page)))
    for part in (
        "It saved a lot",
        "Strength 2 of 5, Measured",
        reverse("claims:inspect", args=[public.pk]),
        reverse("claims:edit", args=[draft.pk]),
        f"{reverse('claims:add')}?solution={page.pk}",
    ):
        assert part in shown


def test_a_new_page_asks_to_be_saved_before_claims(client, editor):
    assert "Save the draft first, then add claims" in words(client.get(add_url()))


def test_saving_a_page_leaves_its_claims_alone(client, editor):
    claim = ClaimFactory(status="draft")
    before = type(claim).objects.values().get(pk=claim.pk)
    client.post(edit_url(claim.solution), typed(slug=claim.solution.slug))
    assert type(claim).objects.values().get(pk=claim.pk) == before


def test_editors_write_and_moderators_publish(client, editor):
    page = CaseStudyFactory(live=False)
    client.post(edit_url(page), typed(slug=page.slug, **{"action-publish": "1"}))
    page.refresh_from_db()
    assert not page.live
    assert "action-publish" not in words(client.get(edit_url(page)))
    client.force_login(UserFactory(groups=["Moderators"]))
    client.post(edit_url(page), typed(slug=page.slug, **{"action-publish": "1"}))
    page.refresh_from_db()
    assert page.live


def test_the_catalogue_lists_what_an_editor_looks_for(client, editor):
    strong = CaseStudyFactory(
        title="Well proven", organisation=CouncilFactory(name="Kelderby Council")
    )
    ClaimFactory(solution=strong)
    ToolFactory(title="Unproven tool", is_example=True)
    url = reverse("wagtailadmin_explore", args=[CataloguePage.objects.get().pk])
    shown = words(client.get(url))
    for part in ("Kelderby Council", "2 of 5, Measured", "No evidence yet", "Case study", "Tool"):
        assert part in shown
    for query, expected, other in (
        ({"is_example": "true"}, "Unproven tool", "Well proven"),
        ({"strongest": "2"}, "Well proven", "Unproven tool"),
        ({"ordering": "-strongest_level"}, "Well proven", None),
        ({"approaches": Approach.objects.first().pk}, "", "Well proven"),
        ({"q": "proven"}, "Well proven", None),
    ):
        response = client.get(url, query)
        assert response.status_code == 200
        assert expected in words(response)
        if other:
            assert f">{other}" not in words(response).replace("\n", "").replace("  ", "")


def test_other_pages_speak_plainly_too(client, editor):
    url = reverse(
        "wagtailadmin_pages:add", args=["cms", "guidancepage", GuidanceIndexPage.objects.get().pk]
    )
    shown = words(
        client.post(url, {"title": "", "slug": "x", "summary": "", **body(), "action-submit": "1"})
    )
    assert "Enter the title" in shown
    assert "Enter the summary" in shown
    assert "This field is required" not in shown


def test_the_admin_bears_our_name(client, editor):
    shown = words(client.get(reverse("wagtailadmin_home")))
    assert "Proven</title>" in shown
    assert "admin-logo" in shown
    assert "css/admin.css" in shown
    assert "Editor Guide" not in shown
    assert reverse("claims:index") in shown


def test_the_first_page_counts_what_waits(client, editor):
    ClaimFactory(status="draft")
    assert "<strong>1</strong> drafts" in words(client.get(reverse("wagtailadmin_home")))


def test_autosave_waits_until_somebody_pauses(client, editor):
    assert 'data-w-autosave-interval-value="5000"' in words(
        client.get(edit_url(CaseStudyFactory()))
    )
