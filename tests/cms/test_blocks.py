"""What the body of a page looks like in HTML, block by block."""

import html5lib
import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from cms.blocks import BodyBlock

pytestmark = pytest.mark.django_db


def rendered(kind, value, **context):
    """The block as a page shows it; refused where it is not well-formed HTML."""
    body = BodyBlock()
    block = body.to_python([{"type": kind, "value": value}])[0]
    shown = block.render(context)
    html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(shown)
    return shown


# Wagtail leaves the file that it made a rendition in to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_picture_says_what_it_shows(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    image = Image.objects.create(title="IMG_0001", file=get_test_image_file())
    shown = rendered("picture", {"image": image.pk, "alt": "A full gully", "caption": "Mill Lane"})
    assert 'alt="A full gully"' in shown
    assert "IMG_0001" not in shown
    assert "<figcaption" in shown


def test_a_document_says_its_kind_and_size(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = ContentFile(b"x" * 2048, name="template.odt")
    document = Document.objects.create(title="Impact assessment", file=file, file_size=2048)
    shown = rendered("document", {"document": document.pk, "about": "To copy"})
    assert "Impact assessment" in shown
    assert "ODT, 2.0" in shown


def test_bars_are_drawn_by_state_and_told_again_as_a_table():
    shown = rendered(
        "bars",
        {
            "caption": "Salt",
            "unit": "tonnes",
            "summary": "It fell.",
            "rows": [
                {"label": "2024", "value": "200", "state": "realised"},
                {"label": "2025", "value": "100", "state": "on_track"},
                {"label": "2026", "value": "50", "state": "projected"},
            ],
        },
    )
    assert 'class="f-realised" width="100.0%"' in shown
    assert 'class="f-on_track" width="50.0%"' in shown
    assert 'class="f-projected" width="25.0%"' in shown
    assert "It fell." in shown
    assert '<th scope="row">2025</th><td>On track</td><td class="r">100 tonnes</td>' in shown
    assert "style=" not in shown


def test_a_table_has_headings_for_columns_and_rows():
    shown = rendered(
        "table",
        {
            "caption": "Which to use",
            "table": {
                "columns": [
                    {"type": "text", "heading": "Way"},
                    {"type": "number", "heading": "Weeks"},
                ],
                "rows": [{"values": ["Proof of concept", "6"]}],
                "caption": "",
            },
        },
    )
    assert '<th scope="col">Way</th>' in shown
    assert '<th scope="row">Proof of concept</th>' in shown
    assert '<td class="r">6</td>' in shown


@pytest.mark.parametrize(("level", "tag"), [(2, "h2"), (None, "h3")])
def test_headings_follow_the_page_they_stand_on(level, tag):
    """Second level on a guidance page, third within a solution's story."""
    value = {"heading": "Start small", "text": "<p>One street.</p>"}
    assert f"<{tag}>Start small</{tag}>" in rendered("text", value, level=level)
    assert f"<{tag}>Start small</{tag}>" in rendered("call_out", value, level=level)


def test_steps_quotes_and_figures_tell_what_they_hold():
    steps = {"heading": "", "steps": [{"title": "Ask", "text": "Once."}, {"title": "Act"}]}
    assert rendered("steps", steps).count("<li>") == 2
    assert "Depot manager" in rendered("quote", {"text": "It works.", "who": "Depot manager"})
    shown = rendered("figure", {"figure": "14 days", "label": "to the first visit", "source": ""})
    assert "14 days" in shown
    assert "Source" not in shown
