"""The public is told where a tool's words are from, and in which language they are."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from cms.models import ToolPage
from cms.publiccode import registrations
from cms.publiccode.refreshing import refresh_due
from cms.publiccode.services import import_tool
from cms.publiccode.showing import for_editor, for_public, language_name
from cms.publiccode.validating import read_publiccode
from marketplace.core import registry
from marketplace.core.actor import SYSTEM
from tests.cms.publiccode.files import changed
from tests.factories.catalogue import CaseStudyFactory, ToolFactory

pytestmark = pytest.mark.django_db


def brought_in(*change):
    import_tool(reading=read_publiccode(changed(*change)), live=True, actor=SYSTEM)
    return ToolPage.objects.get()


def test_another_language_than_english_is_named():
    page = brought_in("  en:\n    short", "  it:\n    short")
    told = render_to_string("cms/tool_source.html", dict(for_public(page, None)))
    assert "Its description is in <strong>Italian</strong>" in told


def test_english_needs_no_word():
    told = render_to_string("cms/tool_source.html", dict(for_public(brought_in(), None)))
    assert "publiccode.yml" in told
    assert "in <strong>" not in told


def test_other_pages_show_nothing():
    assert for_public(CaseStudyFactory(), None) is None
    assert for_public(ToolFactory(), None) is None
    assert for_editor(ToolFactory()) == {}


def test_the_editor_sees_which_fields_are_an_editors_own():
    page = brought_in()
    page.summary = "In our words"
    page.save_revision().publish()
    assert for_editor(ToolPage.objects.get())["own"] == ["Summary"]


def test_the_registries_take_the_schedule_and_the_words_on_the_page(monkeypatch):
    due = registry.Registry("due work", key=lambda work: work.name)
    panels = registry.Registry("panels", key=lambda panel: panel.name)
    monkeypatch.setattr(registry, "due_work", due)
    monkeypatch.setattr(registry, "panels", panels)
    registrations.register()
    assert due.get("refresh_tools").run is refresh_due
    assert panels.get("tool-source").place == "solution"


@pytest.mark.parametrize(
    ("code", "name"), [("it", "Italian"), ("it-IT", "Italian"), ("en-GB", "British English"), ("xx-own", "xx-own")]
)  # fmt: skip
def test_languages_by_their_names(code, name):
    assert language_name(code) == name
