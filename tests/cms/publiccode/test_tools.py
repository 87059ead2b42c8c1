"""Which words of a file a tool's page shows, and which it never does."""

from __future__ import annotations

import pytest

from cms.publiccode import filing
from cms.publiccode.privacy import LEFT_OUT, keepable
from cms.publiccode.tools import tool_facts
from cms.publiccode.validating import read_publiccode
from tests.cms.publiccode.files import STORY, changed


def facts(old="", new="", **how):
    return tool_facts(read_publiccode(changed(old, new, **how)))


def description(language, words):
    return f"  {language}:\n    shortDescription: {words}\n    longDescription: {STORY}\n    features: [a]\n"


@pytest.mark.parametrize(
    ("languages", "shown"),
    [
        (["it", "en"], "en"),
        (["it", "en-GB"], "en-GB"),
        (["fr", "it"], "fr"),
        (["it"], "it"),
    ],
)
def test_english_is_shown_first_else_the_language_that_comes_first(languages, shown):
    told = "".join(description(language, f"In {language}") for language in languages)
    found = facts("description:\n  en:", f"description:\n{told}  x-old:")
    assert (found.language, found.values["summary"]) == (shown, f"In {shown}")


def test_a_language_that_says_nothing_is_not_shown():
    told = "  en: {documentation: https://example.org/}\n" + description("it", "In it")
    found = facts("description:\n  en:", f"description:\n{told}  x-old:")
    assert found.language == "it"


def test_the_facts_of_a_tool():
    values = facts(
        "type: none",
        "type: contract\n  contractors:\n    - {name: Brightworks, until: 2027-03-31}",
        more="landingURL: https://pothole.example\ndependsOn:\n  open: [{name: PostgreSQL}]\n"
        "  proprietary: [{name: Maps, version: '2'}]\n",
    ).values
    assert values["title"] == "Pothole Desk"
    assert values["public_body"] == "Marshgate Council"
    assert values["licence"] == "AGPL-3.0-or-later"
    assert values["status"] == "stable"
    assert values["platforms"] == ["web"]
    assert values["languages"] == ["en"]
    assert values["built_with"] == ["PostgreSQL"]
    assert values["needs_systems"] == "Maps 2 (proprietary)"
    assert values["support"] == "Maintained under contract: Brightworks until 2027-03-31."
    assert values["tags"] == ["workflow management"]
    assert "<li>Sorts reports by ward</li>" in values["done"]


def test_who_publishes_it_is_the_organisation_before_the_owner_before_the_address():
    owner = "  mainCopyrightOwner: Marshgate Council\n"
    named = "organisation: {name: Highways Team, uri: https://marshgate.example}\n"
    assert facts(more=named).values["public_body"] == "Highways Team"
    assert facts(owner, "  repoOwner: The Crew\n").values["public_body"] == "The Crew"
    assert facts(owner, "").values["public_body"] == "marshgate"


def test_who_uses_it_is_no_evidence_and_shown_nowhere():
    assert facts(more="usedBy: [Everyborough Council]\n").values == facts().values


def test_what_is_wrong_says_nothing_about_the_page():
    found = facts("developmentStatus: stable", "developmentStatus: production")
    assert found.unusable == {"status"}


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("Hello <script>alert(1)</script>", "<script"),
        ("[click](javascript:alert(1))", "href"),
        ("![track](https://tracker.example/x.png)", "<img"),
        ("Write to ann@marshgate.example", "ann@"),
        ("Write to <ann@marshgate.example>", "ann@"),
        ("Call +44 20 7946 0000", "7946"),
    ],
)
def test_no_code_no_pictures_from_elsewhere_and_no_persons_address(text, never):
    contacts = "type: internal\n  contacts:\n    - {name: Ann, phone: +44 20 7946 0000}"
    data = changed("type: none", contacts).replace(STORY.encode(), f"'{text}. {STORY}'".encode())
    done = tool_facts(read_publiccode(data)).values["done"]
    assert never not in done
    assert "Potholes" in done


def test_contacts_are_shown_nowhere():
    contacts = (
        "type: internal\n  contacts:\n"
        "    - {name: Ann Other, email: ann@marshgate.example, phone: 020 7946 0000}"
    )
    shown = repr(facts("type: none", contacts).values)
    for private in ("Ann", "ann@", "7946"):
        assert private not in shown


def test_unknown_keys_are_kept_without_people():
    kept = keepable(
        {
            "x-team": {"lead": "ann@marshgate.example", "ward": "all"},
            "maintenance.contacts[0].chat": "ann",
            "x-more": [{"contacts": [{"name": "Ann"}]}],
        }
    )
    assert kept == {
        "x-team": {"lead": LEFT_OUT, "ward": "all"},
        "maintenance.contacts[0].chat": LEFT_OUT,
        "x-more": [{"contacts": LEFT_OUT}],
    }


# Where it is filed --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("categories", "scopes", "expected"),
    [
        ([], [], ["customer-services"]),
        (["other"], ["local-authorities", "government"], ["customer-services"]),
        (["fleet-management"], [], ["highways"]),
        ([], ["education", "culture"], ["education", "libraries-and-leisure"]),
        (["payroll"], ["transportation"], ["finance-and-property", "highways"]),
        (["payroll", "budgeting", "cad", "survey", "help-desk"], [],
         ["finance-and-property", "planning", "democracy"]),
    ],
)  # fmt: skip
def test_areas_follow_categories_then_audiences_then_the_default(categories, scopes, expected):
    assert filing.areas(categories, scopes) == expected


@pytest.mark.django_db
def test_everything_that_a_tool_can_be_filed_under_is_there_on_a_new_site():
    from cms.models import Approach, ServiceArea
    from cms.publiccode.vocabulary import CATEGORIES, SCOPES

    areas = set(ServiceArea.objects.values_list("slug", flat=True))
    for word in CATEGORIES:
        assert areas.issuperset(filing.areas([word], []))
    for word in SCOPES:
        assert areas.issuperset(filing.areas([], [word]))
    approaches = set(Approach.objects.values_list("slug", flat=True))
    for word in CATEGORIES:
        assert approaches.issuperset(filing.approaches([word]))


def test_what_is_longer_than_anybody_reads_is_cut():
    found = facts(STORY, "x " * 300_000)
    assert len(found.values["done"]) < 11_000
    assert len(facts("Pothole Desk", "x" * 5_000).values["title"]) == 200


def test_a_text_that_is_built_to_take_for_ever_takes_no_time():
    from cms.publiccode.privacy import without_contacts

    assert without_contacts("a@" * 200_000)
    assert without_contacts("a." * 200_000 + "@")
