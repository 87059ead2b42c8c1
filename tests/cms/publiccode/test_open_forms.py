"""A page's form that was open while its file was read: what was typed stays, the rest follows."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.test.utils.form_data import rich_text

from cms.models import PubliccodeSource, ServiceArea, ToolPage
from cms.publiccode.services import import_tool
from cms.publiccode.validating import read_publiccode
from marketplace.core.actor import SCHEDULE, SYSTEM
from tests.cms.forms import body
from tests.cms.publiccode.files import RIGHT, changed
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moderator(client):
    user = UserFactory(groups=["Moderators"])
    client.force_login(user)
    return user


@pytest.fixture
def tool():
    import_tool(reading=read_publiccode(RIGHT.encode()), live=True, actor=SYSTEM)
    return ToolPage.objects.get()


def edit_url(tool):
    return reverse("wagtailadmin_pages:edit", args=[tool.pk])


def opened(client, tool):
    """What a browser would send of the page's form as it was opened."""
    return sendable(client.get(edit_url(tool)))


def sendable(response):
    form = BeautifulSoup(response.content, "html.parser").find(id="page-edit-form")
    sent: dict[str, Any] = dict(body())  # which a script puts there
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        if field.name == "select":
            values = [option.get("value", "") for option in field.select("option[selected]")]
        else:
            values = [field.text.strip() if field.name == "textarea" else field.get("value", "")]
        sent.setdefault(field["name"], []).extend(values)
    return sent


def refresh(*change, **how):
    return import_tool(reading=read_publiccode(changed(*change, **how)), live=True, actor=SCHEDULE)


def draft():
    return ToolPage.objects.get().get_latest_revision_as_object()


def save(client, tool, form, **typed):
    response = client.post(edit_url(tool), form | typed, follow=True)
    assert response.status_code == 200
    return response


def test_what_nobody_touched_is_as_the_file_says_and_no_editors_own(client, tool):
    form = opened(client, tool)
    refresh("stable", "beta")
    save(client, tool, form, summary="In our words")
    assert (draft().summary, draft().status) == ("In our words", "beta")
    # The next reading finds the summary alone to be an editor's.
    outcome = refresh("developmentStatus: stable", "developmentStatus: obsolete")
    assert (outcome.changed, outcome.kept) == (("status",), ("summary",))


def test_the_editor_is_told_what_followed_the_file(client, tool):
    form = opened(client, tool)
    refresh("stable", "beta")
    said = strip_tags(save(client, tool, form, summary="In our words").content.decode())
    assert "was read again while you had this page open" in said
    assert "From the file now: Status." in said


@pytest.mark.parametrize(
    ("old", "new", "field", "value"),
    [
        ("Pothole Desk", "Pothole Office", "title", "Pothole Office"),
        ("Potholes are", "Each pothole is", "done", None),
        ("platforms:\n  - web", "platforms:\n  - windows\n  - android", "platforms", ["windows", "android"]),
        ("type: none", "type: community\n  contacts: [{name: A}]", "support", "Maintained by a community."),
        ("    - en\n", "    - en\n    - cy\n", "languages", ["en", "cy"]),
        ("AGPL-3.0-or-later", "MIT", "licence", "MIT"),
        ("Marshgate Council", "Mudford Council", "public_body", "Mudford Council"),
    ],
)  # fmt: skip
def test_every_kind_of_field_follows(client, tool, old, new, field, value):
    form = opened(client, tool)
    refresh(old, new)
    now = getattr(draft(), field)
    assert now == value or value is None
    save(client, tool, form, hosting="On a server of ours")
    assert draft().hosting == "On a server of ours"
    assert getattr(draft(), field) == now
    assert refresh(old, new).kept == ()


@pytest.mark.parametrize("action", ["action-publish", "action-submit"])
def test_the_file_is_followed_whatever_is_done_with_the_form(client, tool, action):
    form = opened(client, tool)
    refresh("stable", "beta")
    save(client, tool, form, hosting="On a server of ours", **{action: "yes"})
    assert (draft().hosting, draft().status) == ("On a server of ours", "beta")
    assert ToolPage.objects.get().status == "beta"


def test_areas_approaches_and_tags_follow_together(client, tool):
    form = opened(client, tool)
    refresh("- workflow-management", "- fleet-management")
    save(client, tool, form, hosting="On a server of ours")
    assert draft().main_area.slug == "highways"
    assert [area.slug for area in draft().service_areas.all()] == ["highways"]
    assert [each.slug for each in draft().approaches.all()] == ["optimising"]
    assert [tag.name for tag in draft().tags.all()] == ["fleet management"]
    assert refresh("- workflow-management", "- fleet-management").kept == ()


def test_what_an_editor_typed_stays_where_the_file_changed_too(client, tool):
    form = opened(client, tool)
    refresh("- workflow-management", "- fleet-management")
    housing = ServiceArea.objects.get(slug="housing")
    save(
        client, tool, form,
        done=rich_text("<p>Ours.</p>"), tags="ours", main_area=housing.pk, service_areas=[housing.pk],
    )  # fmt: skip
    assert "Ours." in draft().done
    assert draft().main_area == housing
    assert [area.slug for area in draft().service_areas.all()] == ["housing"]
    assert [tag.name for tag in draft().tags.all()] == ["ours"]
    assert [each.slug for each in draft().approaches.all()] == ["optimising"]


def test_a_form_with_a_mistake_keeps_what_was_typed_and_shows_the_file_for_the_rest(client, tool):
    form = opened(client, tool)
    refresh("stable", "beta")
    wrong = client.post(edit_url(tool), form | {"summary": "In our words", "website": "no address"})
    again = sendable(wrong)
    assert (again["summary"], again["website"], again["status"]) == (
        ["In our words"], ["no address"], ["beta"],
    )  # fmt: skip
    save(client, tool, again, website="https://pothole.example")
    assert (draft().summary, draft().status) == ("In our words", "beta")


def test_what_was_saved_by_itself_before_is_no_reason_to_lose_the_rest(client, tool):
    form = opened(client, tool)
    saved = client.post(
        edit_url(tool), form | {"summary": "In our w"}, headers={"accept": "application/json"}
    ).json()
    form |= {
        "overwrite_revision_id": [str(saved["revision_id"])],
        "loaded_revision_id": [str(saved["revision_id"])],
        "loaded_revision_created_at": [saved["revision_created_at"]],
    }
    refresh("stable", "beta")
    # Saving by itself now says that there is something newer, and writes nothing …
    typed = {"summary": "In our words"}
    headers = {"accept": "application/json"}
    assert client.post(edit_url(tool), form | typed, headers=headers).status_code == 400
    # … and saving by hand brings both together.
    save(client, tool, form, **typed)
    assert (draft().summary, draft().status) == ("In our words", "beta")


def test_a_form_that_is_up_to_date_is_saved_as_it_is(client, tool):
    refresh("stable", "beta")
    form = opened(client, tool)
    said = save(client, tool, form, status="stable").content.decode()
    assert draft().status == "stable"
    assert "was read again" not in said


def test_the_older_version_that_an_editor_goes_back_to_is_that_version(client, tool):
    first = PubliccodeSource.objects.get().revision
    refresh("stable", "beta")
    url = reverse("wagtailadmin_pages:revisions_revert", args=[tool.pk, first])
    form = sendable(client.get(url))
    refresh("stable", "obsolete")
    client.post(edit_url(tool), form | {"revision": [first]})
    assert draft().status == "stable"
