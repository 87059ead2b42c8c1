"""Words in another language than English carry it wherever they are shown, as long as they are the
file's."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.models import ToolPage
from cms.publiccode.services import import_tool
from cms.publiccode.validating import read_publiccode
from cms.publiccode.words import language_of
from marketplace.core.actor import SYSTEM
from marketplace.core.findable import say_shown_otherwise
from tests.cms.publiccode.files import STORY, changed
from tests.factories.catalogue import ToolFactory

pytestmark = pytest.mark.django_db

SUMMARY = "Reports of potholes, sorted and sent to the crew that is nearest."
ITALIAN = ("  en:\n    short", "  it:\n    short")


def brought_in(*change, live=True):
    import_tool(reading=read_publiccode(changed(*change)), live=live, actor=SYSTEM)
    return ToolPage.objects.get()


def spoken(client, address, words):
    """The language of the paragraph that starts with these words; "" where it names none."""
    page = client.get(address).content.decode()
    page = re.sub(r"</?mark>", "", page)
    [attributes] = re.findall(rf"<(?:p|div)\b([^>]*)>\s*{re.escape(words)}", page)
    found = re.search(r'lang="([^"]*)"', attributes)
    return found[1] if found else ""


@pytest.mark.parametrize(
    "address", ["page", "/", "/solutions/", "/search/?kind=tool", "/search/?q=potholes"]
)
def test_a_summary_names_its_language_wherever_it_is_shown(client, address):
    page = brought_in(*ITALIAN)
    assert spoken(client, page.url if address == "page" else address, SUMMARY) == "it"


@pytest.mark.parametrize("address", ["page", "/", "/solutions/", "/search/?q=potholes"])
def test_english_words_need_no_language(client, address):
    page = brought_in()
    assert spoken(client, page.url if address == "page" else address, SUMMARY) == ""


def test_a_sentence_of_the_story_names_its_language_among_results(client):
    brought_in(*ITALIAN)
    sentence = STORY.split(". ")[1]
    assert spoken(client, "/search/?q=picture", sentence[:20]) == "it"


def test_our_own_words_among_results_are_english(client):
    brought_in(*ITALIAN)
    assert spoken(client, "/search/?q=maintains", "Nobody maintains it") == ""


def test_what_an_editor_wrote_instead_is_english_and_the_rest_is_not(client):
    page = brought_in(*ITALIAN).get_latest_revision_as_object()
    page.summary = "In our words"
    page.save_revision().publish()
    assert spoken(client, page.url, "In our words") == ""
    assert 'class="prose" lang="it"' in client.get(page.url).content.decode()


def test_a_published_page_keeps_its_language_while_a_draft_has_another(client):
    brought_in(*ITALIAN)
    page = brought_in("Reports of potholes", "All reports of potholes", live=False)
    assert spoken(client, page.url, SUMMARY) == "it"
    assert language_of(page.get_latest_revision_as_object(), "summary") == ""


def test_saving_in_the_editor_without_a_change_keeps_the_language():
    draft = brought_in(*ITALIAN).get_latest_revision_as_object()
    draft.done = draft.done.replace('data-block-key="0', 'data-block-key="q')
    assert language_of(draft, "done") == "it"


@pytest.mark.parametrize(
    ("code", "tag"),
    [("it-IT", "it-IT"), ("it_IT", "it-IT"), ("it-Rome", "it"), ("english", ""), ("EN-gb", "")],
)
def test_only_languages_that_browsers_know_are_named(code, tag):
    page = brought_in("  en:\n    short", f"  {code}:\n    short")
    assert language_of(page, "summary") == tag


def test_a_tool_from_its_repository_takes_as_many_statements_as_any(client):
    pages = [brought_in(*ITALIAN), ToolFactory(public_body="Somebody", organisation=None)]
    taken = []
    for page in pages:
        client.get(page.url)
        say_shown_otherwise()  # so that it is drawn, and not what is kept of it
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page.url).status_code == 200
        taken.append(len(asked))
    assert taken[0] <= taken[1], taken
