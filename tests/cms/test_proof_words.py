"""How claims and facts are put into words on a page."""

from types import SimpleNamespace

import pytest

from cms.models import Evidence
from cms.templatetags import proof
from tests.factories.catalogue import CaseStudyFactory


def claim(**fields):
    return Evidence(
        **{"kind": "money_saved", "progress": "realised", "pence": 340_000_00, **fields}
    )


def costs(**told):
    untold = dict.fromkeys(
        ("set_up_low", "set_up_high", "running_low", "running_high", "months_low", "months_high")
    )
    return SimpleNamespace(**{**untold, "cost_year": None, "people": "", **told})


@pytest.mark.parametrize(
    ("progress", "drawn"), [("realised", "real"), ("on_track", "track"), ("projected", "plan")]
)
def test_what_happened_what_is_under_way_and_what_is_forecast_are_never_drawn_alike(
    progress, drawn
):
    assert proof.ink(claim(progress=progress)) == drawn


def test_without_a_figure_or_without_an_effect_there_is_a_double_rule():
    assert proof.ink(claim(pence=None)) == "none"
    assert proof.ink(claim(kind="not_effective", pence=None, figure=3, unit="%")) == "none"


def test_no_effect_is_said_in_words():
    nothing = claim(kind="not_effective", pence=None)
    assert proof.state_words(nothing) == "Found not effective"
    assert proof.figure_or_none(nothing) == "No effect"


def test_no_figure_is_said_in_words():
    assert proof.figure_or_none(claim(pence=None)) == "No figure"
    assert proof.figure_notes(claim(pence=None)) == "Money saved, no figure in the source."


def test_a_figure_says_what_it_counts_when_in_whose_prices_and_what_was_before():
    words = proof.figure_notes(
        claim(
            period="April 2024 to March 2025",
            price_year=2025,
            pence_low=300_000_00,
            pence_high=400_000_00,
            baseline="About £2m a year",
        )
    )
    assert words == (
        "Money saved, April 2024 to March 2025, 2025 prices. Between £300,000 and £400,000. "
        "Before: about £2m a year."
    )


def test_a_period_within_a_sentence_loses_its_capital_but_a_month_keeps_it():
    assert proof.figure_notes(claim(period="Three months")) == "Money saved, three months."
    outcome = claim(kind="outcome", pence=None, figure=13, unit="%", period="The year from April")
    assert proof.figure_notes(outcome) == "The year from April."


def test_what_nobody_told_is_named():
    page = costs(set_up_low=85_000_00, set_up_high=140_000_00, cost_year=2025, months_low=1)
    facts = proof.cost_facts(page)
    assert [(fact.label, fact.text) for fact in facts.told] == [
        ("To set up", "£85,000 to £140,000, 2025 prices"),
        ("Time to first use", "1 month"),
    ]
    assert facts.untold == "to run and who it took"


def test_what_costs_nothing_is_told():
    assert proof.cost_facts(costs(running_low=0, running_high=0)).told[0].text == "£0 a year"


def test_codes_become_names():
    assert proof.platform_names(["web", "ios"]) == "Web, iPhone and iPad"
    assert proof.language_names(["en", "cy", "xx"]) == "English, Welsh, xx"


def test_measures_carry_their_unit():
    assert proof.measured("1200", "£") == "£1,200"
    assert proof.measured("12.50", "%") == "12.5%"
    assert proof.measured("41", "homes") == "41 homes"


def test_rich_text_reads_well_in_an_e_mail():
    rich = "<p>One &amp; two</p><ul><li>first</li><li>second</li></ul><p>End</p>"
    assert proof.plain_text(rich) == "One & two\n\n- first\n- second\n\nEnd"


def test_a_row_of_the_home_page_knows_whether_it_has_anything():
    way = SimpleNamespace(cells=[SimpleNamespace(count=0), SimpleNamespace(count=2)])
    assert proof.cells_with_any(way) == 1


def test_copied_text_keeps_the_addresses_of_its_links():
    assert (
        proof.plain_text('<p>See <a href="https://example.org/a?b=1&amp;c=2">the report</a>.</p>')
        == "See the report (https://example.org/a?b=1&c=2)."
    )
    assert (
        proof.plain_text('<p><a href="https://example.org/">https://example.org/</a></p>')
        == "https://example.org/"
    )
    assert (
        proof.plain_text('<p><a href="mailto:a@b.example">Write to us</a></p>')
        == "Write to us (a@b.example)"
    )


@pytest.mark.django_db
def test_copied_text_has_whole_addresses_of_pages_here(settings):
    settings.SITE_URL = "https://proven.example"
    study = CaseStudyFactory()
    rich = f'<p><a linktype="page" id="{study.pk}">Another</a></p>'
    assert proof.plain_text(rich) == f"Another (https://proven.example{study.url})"
