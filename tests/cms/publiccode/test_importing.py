"""Pages from files: made once, refreshed when the file changes, and never against an editor."""

from __future__ import annotations

import datetime as dt

import pytest
from wagtail.models import Revision

from cms.models import CaseStudyPage, PubliccodeSource, ServiceArea, ToolPage
from cms.publiccode.services import import_tool
from cms.publiccode.validating import read_publiccode
from marketplace.core.actor import SYSTEM
from marketplace.core.models import Event
from tests.cms.publiccode.files import RIGHT, changed
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ToolFactory

pytestmark = pytest.mark.django_db

URL = "https://github.com/marshgate/pothole-desk"


def bring_in(data=None, **how):
    return import_tool(reading=read_publiccode(data or RIGHT.encode()), actor=SYSTEM, **how)


def page_of(outcome):
    return ToolPage.objects.get(pk=outcome.page_id)


def draft_of(outcome):
    return page_of(outcome).get_latest_revision_as_object()


def edit(outcome, *, publish=False, **words):
    draft = draft_of(outcome)
    for name, value in words.items():
        setattr(draft, name, value)
    revision = draft.save_revision(user=UserFactory(), clean=False)
    if publish:
        revision.publish()


def everything():
    return (
        list(Revision.objects.values_list().order_by("pk")),
        list(Event.objects.values_list().order_by("pk")),
        list(PubliccodeSource.objects.values_list().order_by("pk")),
        list(ToolPage.objects.values_list("pk", "last_published_at", "latest_revision")),
    )


# Making -------------------------------------------------------------------------------------------


def test_a_file_becomes_a_draft():
    outcome = bring_in()
    page = page_of(outcome)
    assert (outcome.result, outcome.live) == ("created", False)
    assert (page.title, page.repository, page.licence) == ("Pothole Desk", URL, "AGPL-3.0-or-later")
    assert not page.live
    assert page.main_area == page.service_areas.get()
    assert [tag.name for tag in page.tags.all()] == ["workflow management"]
    assert Event.objects.filter(name="tool.imported", thing_id=page.pk).count() == 1


def test_it_is_public_where_that_was_asked_for():
    outcome = bring_in(live=True)
    assert outcome.live
    assert ToolPage.objects.findable().filter(pk=outcome.page_id).exists()
    assert Event.objects.filter(name="page.published", thing_id=outcome.page_id).exists()


def test_what_a_public_page_needs_and_the_file_lacks_leaves_it_a_draft():
    outcome = bring_in(changed("AGPL-3.0-or-later", "proprietary"), live=True)
    assert (outcome.result, outcome.live) == ("created", False)
    assert "licence" in outcome.why


def test_what_is_wrong_in_the_file_is_left_out_and_the_rest_is_a_page():
    outcome = bring_in(changed("- workflow-management", "- potholes"), live=True)
    assert outcome.live
    assert page_of(outcome).tags.count() == 0


@pytest.mark.parametrize("version", ["0.6", "0.6.0", "0.1", "3"])
def test_of_a_version_that_there_never_was_everything_else_is_a_page(version):
    reading = read_publiccode(changed('"0.5"', f'"{version}"'))
    assert not reading.ok
    outcome = import_tool(reading=reading, live=True, actor=SYSTEM)
    assert (outcome.result, outcome.live) == ("created", True)
    [problem] = PubliccodeSource.objects.get().problems
    assert (problem["line"], problem["field"]) == (1, "publiccodeYmlVersion")
    assert "enter “0” or “0.7”. The rest was read all the same" in problem["message"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"a: [", "cannot be read"),
        (changed("name: Pothole Desk\n", ""), "name"),
        (changed(URL, "pothole desk"), "repository"),
        (changed(URL, "ssh://git@github.com/marshgate/pothole-desk"), "repository"),
        (changed(URL, URL + "x" * 300), "repository"),
    ],
)
def test_without_a_name_and_a_repository_there_is_no_page(data, why):
    outcome = bring_in(data)
    assert outcome.result == "refused"
    assert why in outcome.why
    assert not ToolPage.objects.exists()
    assert not PubliccodeSource.objects.exists()


def test_a_title_without_latin_letters_has_an_address_all_the_same():
    assert page_of(bring_in(changed("name: Pothole Desk", "name: 道路"))).slug == (
        "tool-githubcom-marshgate-pothole-desk"
    )


def test_two_tools_of_one_name_are_two_pages():
    first = bring_in()
    second = bring_in(changed("marshgate/pothole-desk", "mudford/pothole-desk"))
    assert page_of(first).slug != page_of(second).slug


def test_a_page_that_an_editor_wrote_of_the_repository_is_filled_in_and_not_doubled():
    page = ToolFactory(repository=URL + ".git/", summary="Ours", licence="MIT", website="")
    outcome = bring_in(changed(more="landingURL: https://pothole.example\n"))
    assert (outcome.result, outcome.page_id) == ("refreshed", page.pk)
    draft = draft_of(outcome)
    assert (draft.summary, draft.licence, draft.website) == (
        "Ours",
        "MIT",
        "https://pothole.example",
    )
    assert {"summary", "licence", "title"} <= set(outcome.kept)
    assert (draft.organisation, draft.public_body) == (page.organisation, "")


def test_the_file_is_kept_beside_the_page_without_its_people():
    contacts = "type: internal\n  contacts:\n    - {name: Ann, email: ann@marshgate.example, fax: '0123456'}"
    bring_in(changed("type: none", contacts, more="x-ward: ann@marshgate.example\n"))
    source = PubliccodeSource.objects.get()
    assert (source.repository, source.version, source.language) == (
        "github.com/marshgate/pothole-desk", "0.5", "en",
    )  # fmt: skip
    assert source.unknown == {"maintenance.contacts[0].fax": "(left out)", "x-ward": "(left out)"}
    assert [problem["line"] for problem in source.problems if problem["level"] == "error"] == [
        22,
        27,
    ]
    kept = repr(PubliccodeSource.objects.values_list()) + repr(
        Revision.objects.values_list("content")
    )
    for private in ("ann@", "Ann", "0123456"):
        assert private not in kept


# Refreshing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("live", [False, True])
@pytest.mark.parametrize("more", ["", "landingURL: https://pothole.example\nx-ward: all\n"])
@pytest.mark.parametrize(
    "categories",
    ["survey\n  - cad\n  - payroll", "other", "data-visualization\n  - fleet-management"],
)
def test_twice_the_same_leaves_everything_as_it_was(live, more, categories):
    data = changed("workflow-management", categories, more=more)
    bring_in(data, live=live, address="https://example.org/publiccode.yml")
    before = everything()
    outcome = bring_in(data, live=live, address="https://example.org/publiccode.yml")
    assert (outcome.result, outcome.kept) == ("unchanged", ())
    assert everything() == before


def test_what_changed_in_the_file_changes_on_the_page():
    bring_in(live=True)
    outcome = bring_in(
        changed("developmentStatus: stable", "developmentStatus: obsolete"), live=True
    )
    assert (outcome.result, outcome.changed, outcome.kept) == ("refreshed", ("status",), ())
    assert page_of(outcome).status == "obsolete"
    event = Event.objects.filter(name="tool.refreshed").get()
    assert event.after == {"changed": ["status"], "kept": [], "published": True}


def test_what_went_from_the_file_goes_from_the_page_and_what_is_wrong_in_it_does_not():
    bring_in(changed(more="landingURL: https://pothole.example\n"), live=True)
    wrong = changed("stable", "production", more="landingURL: pothole\n")
    outcome = bring_in(wrong, live=True)
    assert page_of(outcome).website == "https://pothole.example"
    assert page_of(outcome).status == "stable"
    outcome = bring_in(live=True)
    assert outcome.changed == ("website",)
    assert page_of(outcome).website == ""


def test_an_editors_own_words_stay_and_are_named():
    first = bring_in(live=True)
    edit(first, publish=True, summary="In our words", support="Ask us")
    changes = changed("Reports of potholes", "All reports of potholes").replace(b"stable", b"beta")
    outcome = bring_in(changes, live=True)
    assert outcome.changed == ("status",)
    assert set(outcome.kept) == {"summary", "support"}
    page = page_of(outcome)
    assert (page.summary, page.support, page.status) == ("In our words", "Ask us", "beta")
    assert bring_in(changes, live=True).kept == outcome.kept  # told each time
    assert bring_in(changes, live=True).result == "unchanged"


def test_an_editors_own_areas_and_words_of_the_story_stay():
    first = bring_in()
    draft = draft_of(first)
    other = ServiceArea.objects.get(slug="highways")
    draft.service_areas, draft.main_area = [other], other
    draft.done = draft.done.replace("Potholes are", "Every pothole is")
    draft.save_revision(clean=False)
    outcome = bring_in(changed("- workflow-management", "- payroll"))
    assert set(outcome.kept) == {"done", "areas"}
    assert draft_of(outcome).main_area == other


def test_saving_the_page_in_the_editor_without_a_change_keeps_nothing_from_following():
    first = bring_in()
    draft = draft_of(first)
    draft.done = draft.done.replace('data-block-key="0', 'data-block-key="q')
    draft.save_revision(clean=False)
    outcome = bring_in(changed("Potholes are", "Each pothole is"))
    assert (outcome.changed, outcome.kept) == (("done",), ())


def test_without_live_a_public_page_gets_a_draft_and_the_public_sees_what_it_saw():
    bring_in(live=True)
    outcome = bring_in(changed("stable", "beta"))
    assert page_of(outcome).status == "stable"
    assert draft_of(outcome).status == "beta"
    outcome = bring_in(changed("stable", "beta"), live=True)
    assert page_of(outcome).status == "beta"


def test_an_editors_unfinished_draft_is_never_published_along():
    first = bring_in(live=True)
    edit(first, summary="Half a sen")
    outcome = bring_in(changed("stable", "beta"), live=True)
    page = page_of(outcome)
    assert (page.summary, page.status) == (
        "Reports of potholes, sorted and sent to the crew that is nearest.", "stable",
    )  # fmt: skip
    assert (draft_of(outcome).summary, draft_of(outcome).status) == ("Half a sen", "beta")
    assert "publish it in the admin" in outcome.why


def test_a_page_that_somebody_took_down_stays_down():
    first = bring_in(live=True)
    page_of(first).unpublish()
    outcome = bring_in(changed("stable", "beta"), live=True)
    assert not outcome.live
    assert "took the page off" in outcome.why


def test_a_page_that_is_with_a_moderator_or_locked_waits():
    first = bring_in()
    page = page_of(first)
    page.get_workflow().start(page, UserFactory(groups=["Editors"]))
    before = everything()
    outcome = bring_in(changed("stable", "beta"))
    assert outcome.result == "waits"
    assert "moderator" in outcome.why
    assert everything() == before

    page.current_workflow_state.cancel()
    page.refresh_from_db()
    page.locked = True
    page.save()
    assert "locked" in bring_in(changed("stable", "beta")).why


def test_a_page_that_was_deleted_can_be_imported_anew():
    page_of(bring_in()).delete()
    assert not PubliccodeSource.objects.exists()
    assert bring_in().result == "created"


def test_the_day_on_which_it_was_read_is_that_of_the_last_change(monkeypatch):
    from cms.publiccode import services

    monkeypatch.setattr(services.clock, "today", lambda: dt.date(2026, 3, 1))
    bring_in()
    monkeypatch.setattr(services.clock, "today", lambda: dt.date(2026, 4, 1))
    assert draft_of(bring_in()).source_read_on == dt.date(2026, 3, 1)
    assert draft_of(bring_in(changed("stable", "beta"))).source_read_on == dt.date(2026, 4, 1)


def test_no_case_study_is_ever_touched():
    bring_in(live=True)
    assert not CaseStudyPage.objects.exists()
