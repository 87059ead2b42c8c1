"""The page of results: what it says, what it offers, and that it answers whatever is asked."""

import gzip
import html
import json
import logging
import re

import pytest
from django.conf import settings as site_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from cms.models import (
    Approach,
    CataloguePage,
    Evidence,
    GuidanceIndexPage,
    GuidancePage,
    ServiceArea,
)
from cms.queries import home
from cms.vocabularies import load_vocabularies
from marketplace.core.models import Version
from search import engines, kept_cards, projection
from search.engines.base import PER_PAGE, MatchedWord, Why
from search.models import Synonym
from search.presenting import reasons
from search.versions import JARGON
from tests.cms.test_statements import fill
from tests.factories.catalogue import CaseStudyFactory, ClaimFactory, ToolFactory
from tests.factories.organisations import CouncilFactory

pytestmark = pytest.mark.django_db


def asked(client, **parameters):
    response = client.get("/search/", parameters)
    assert response.status_code == 200
    return response


def text(response):
    """The words of a page as they are read."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def titles(response):
    return [hit.card.title for hit in response.context["found"].hits]


def link(response, words):
    """Where a link with these words leads."""
    links = re.findall(r'<a\b[^>]*href="([^"]*)"[^>]*>(.*?)</a>', response.content.decode(), re.S)
    for address, label in links:
        if words in html.unescape(re.sub(r"<[^>]*>", "", label)):
            return html.unescape(address)
    raise AssertionError(f"no link “{words}”")


def means(term, *others):
    Synonym.objects.create(term=term, same_as="\n".join(others))
    Version.renew(JARGON)


# What was found -----------------------------------------------------------------------------------


def test_results_are_marked_explained_and_counted(client):
    area = ServiceArea.objects.get(slug="housing")
    study = CaseStudyFactory(title="Damp found early", summary="Damp homes.", service_areas=[area])
    ClaimFactory(solution=study)
    CaseStudyFactory(title="Dry homes", summary="After the damp.", is_example=True)
    response = asked(client, q="damp")
    page = response.content.decode()
    assert titles(response) == ["Damp found early", "Dry homes"]
    assert '<h2 id="count" tabindex="-1">2 solutions, 1 of them an example</h2>' in page
    assert "<mark>Damp</mark> found early" in page
    assert "In the title: “damp”" in text(response)
    assert "2 of 5" in text(response)
    assert page.count("tag-eg") == 1
    assert "<title>damp: 2 solutions, 1 of them an example | Proven</title>" in page
    assert page.count("<h1") == 1
    assert 'name="robots" content="noindex"' in page
    assert not response.cookies


def test_facets_narrow_and_each_is_counted_without_its_own_filter(client):
    housing, planning = (ServiceArea.objects.get(slug=slug) for slug in ("housing", "planning"))
    ToolFactory(title="Tool", service_areas=[housing], licence="MIT")
    CaseStudyFactory(title="Study", service_areas=[planning])
    CaseStudyFactory(title="Both", service_areas=[housing, planning])
    response = asked(client, area="housing", kind="case-study")
    assert titles(response) == ["Both"]
    shown = {
        facet.code: {choice.slug: (choice.count, choice.chosen) for choice in facet.first}
        for facet in response.context["found"].facets
    }
    assert shown["kind"] == {"case-study": (1, True), "tool": (1, False)}
    assert shown["area"] == {"planning": (2, False), "housing": (1, True)}
    assert link(response, "Remove filter: Housing") == "/search/?kind=case-study"
    assert link(response, "Remove filter: Case study") == "/search/?area=housing"
    assert link(response, "Clear all filters") == "/search/"
    assert titles(asked(client, area=["housing", "planning"], sort="title")) == [
        "Both",
        "Study",
        "Tool",
    ]


def test_a_chosen_value_is_shown_even_where_it_has_nothing(client):
    CaseStudyFactory(title="Damp")
    facets = asked(client, q="damp", kind="tool").context["found"].facets
    assert [(c.slug, c.count) for c in facets[0].first if c.chosen] == [("tool", 0)]


def test_long_facets_fold_and_open_where_something_in_them_is_chosen(client):
    areas = list(ServiceArea.objects.all())
    for place, area in enumerate(areas):
        CaseStudyFactory(service_areas=areas[: place + 1], main_area=area)

    def folded(**parameters):
        facets = asked(client, **parameters).context["found"].facets
        return next(facet for facet in facets if facet.code == "area")

    assert len(folded().first) == 6
    assert len(folded().folded) == len(areas) - 6
    assert not folded().open
    assert folded(area=areas[-1].slug).open
    assert not folded(area=areas[0].slug).open


def test_examples_hide_and_stay_hidden(client):
    CaseStudyFactory(title="Real damp")
    CaseStudyFactory(title="Made-up damp", is_example=True)
    hidden = asked(client, q="damp", examples="hide")
    assert titles(hidden) == ["Real damp"]
    assert link(hidden, "Show the 1 example") == "/search/?q=damp"
    assert '<input type="hidden" name="examples" value="hide" form="ask">' in (
        hidden.content.decode()
    )
    assert link(asked(client, q="damp"), "Hide the examples") == "/search/?q=damp&examples=hide"
    assert titles(asked(client, examples="hide")) == ["Real damp"]


def test_sorting_and_pages_keep_what_was_asked(client):
    for n in range(PER_PAGE + 1):
        CaseStudyFactory(title=f"Damp {n:02}")
    first = asked(client, q="damp", kind="case-study", sort="title")
    assert titles(first)[0] == "Damp 00"
    assert link(first, "Next") == "?q=damp&kind=case-study&sort=title&page=2"
    assert titles(asked(client, q="damp", sort="title", page=2)) == ["Damp 20"]
    chosen = [sort.label for sort in first.context["found"].sorts if sort.chosen]
    assert chosen == ["A to Z"]
    assert [s.label for s in asked(client).context["found"].sorts] == [
        "Strongest evidence",
        "Newest",
        "A to Z",
    ]


def test_a_page_that_is_too_far_is_the_last_one(client):
    for n in range(PER_PAGE + 1):
        CaseStudyFactory(title=f"Damp {n:02}")
    for words in ("damp", ""):
        for page in ("999999", "50", "3"):
            response = asked(client, q=words, kind="case-study", page=page)
            assert len(titles(response)) == 1
            assert response.context["found"].asked.page == 2


# What was understood ------------------------------------------------------------------------------


def test_a_word_that_nobody_uses_is_read_as_the_nearest_and_can_be_asked_for(client):
    CaseStudyFactory(title="Bulky waste by the free space on the van")
    response = asked(client, q="bulky wate")
    assert "Nothing says “bulky wate”, so this shows bulky waste ." in text(response)
    assert titles(response) == ["Bulky waste by the free space on the van"]
    anyway = link(response, "Search for “bulky wate” anyway")
    assert anyway == "/search/?q=bulky+wate&as=typed"
    literally = client.get(anyway)
    assert "Searched for exactly what was typed" in text(literally)
    assert link(literally, "Allow for spelling") == "/search/?q=bulky+wate"


def test_every_meaning_of_an_acronym_is_one_click_away(client):
    means("ASC", "adult social care")
    means("ASC", "autism spectrum condition")
    CaseStudyFactory(title="Adult social care reviews")
    CaseStudyFactory(title="Autism spectrum condition, seen early")
    response = asked(client, q="ASC reviews")
    assert "ASC read as adult social care · autism spectrum condition ." in text(response)
    assert len(titles(response)) == 2
    assert link(response, "Only adult social care") == "/search/?q=adult+social+care+reviews"
    assert link(response, "Only autism") == "/search/?q=autism+spectrum+condition+reviews"


def test_what_else_is_said_for_it_is_named_and_linked(client):
    means("bulky waste", "large item collection", "special collection")
    CaseStudyFactory(title="Large item collection in one call")
    response = asked(client, q="bulky waste rounds", area="housing")
    assert "Read as bulky waste , also large item collection , special collection" in text(response)
    assert link(response, "special collection") == (
        "/search/?q=special+collection+rounds&area=housing"
    )
    assert "“large item collection” for “bulky waste”" in text(asked(client, q="bulky waste"))


def test_the_same_words_alone_are_one_click_away(client):
    means("bulky waste", "large item collection")
    means("ASC", "adult social care")
    means("ASC", "autism")
    for title in ("Bulky waste found", "Large item collection found"):
        CaseStudyFactory(title=title)
    both = asked(client, q="bulky waste", kind="case-study")
    assert "Read as bulky waste , also large item collection · Only “bulky waste”" in text(both)
    assert len(titles(both)) == 2
    only = link(both, "Only “bulky waste”")
    assert only == "/search/?q=bulky+waste&as=typed&kind=case-study"
    assert titles(client.get(only)) == ["Bulky waste found"]
    assert "Only" not in text(client.get(only))
    assert link(asked(client, q="ASC now"), "Only “ASC”") == "/search/?q=ASC+now&as=typed"
    several = asked(client, q="ASC bulky waste")
    assert link(several, "Only these words") == "/search/?q=ASC+bulky+waste&as=typed"
    assert text(several).count("Only these words") == 1


def test_reasons_read_well_and_no_share_is_more_than_all():
    why = Why(
        words=(
            MatchedWord("fraud", "fraud", "filed", 20),
            MatchedWord("damp", "damp", "several", 51),
            MatchedWord("homes", "homes", "several", 50),
        )
    )
    assert reasons(why) == [
        "Filed under: “fraud”, 20% of its score",
        "In several parts: “damp” and “homes”, 100% of its score",
    ]


def test_words_in_quotes_that_nothing_says_are_looked_for_apart(client):
    CaseStudyFactory(title="Damp homes")
    response = asked(client, q="“homes damp”")
    assert titles(response) == ["Damp homes"]
    assert "Nothing says what stands in quotes word for word" in text(response)


def test_it_says_what_was_not_read(client):
    assert "There is no word in “🎉 !!”" in text(asked(client, q="🎉 !!"))
    assert "too long to read whole" in text(asked(client, q="damp homes " * 1000))
    assert f"as far as “…{'a' * 60}”" in text(asked(client, q="a" * 10_000))
    assert "does not exist here; it was left out" in text(asked(client, area="nowhere"))


# Nothing found ------------------------------------------------------------------------------------


def test_a_page_without_results_drops_the_filter_that_keeps_most_away(client):
    housing, planning = (ServiceArea.objects.get(slug=slug) for slug in ("housing", "planning"))
    for n in range(3):
        CaseStudyFactory(title=f"Damp {n}", service_areas=[housing])
    ToolFactory(title="Damp tool", service_areas=[planning])
    response = asked(client, q="damp", area="housing", kind="tool")
    assert "Nothing found for “damp”" in text(response)
    page = response.content.decode()
    first = link(response, "Search without “Tool”")
    assert page.index("Search without “Tool”") < page.index("Search without “Housing”")
    assert first == "/search/?q=damp&area=housing"
    assert len(titles(client.get(first))) == 3
    assert len(titles(client.get(link(response, "Search without “Housing”")))) == 1
    assert len(titles(client.get(link(response, "Search without any filter")))) == 4


def test_a_page_without_results_has_a_next_step_whatever_was_asked(client):
    CaseStudyFactory(title="Damp homes", service_areas=[ServiceArea.objects.get(slug="housing")])
    nothing = asked(client, q="xyzzy plugh")
    assert "Nobody has told us of this yet" in text(nothing)
    assert link(nothing, "plugh") == "/search/?q=plugh"
    assert titles(client.get(link(nothing, "Housing"))) == ["Damp homes"]
    assert link(nothing, "All solutions") == "/solutions/"
    CaseStudyFactory(title="Homes damp", service_areas=[ServiceArea.objects.get(slug="planning")])
    quoted = asked(client, q="“homes damp”", area="housing")
    assert titles(client.get(link(quoted, "without the quotes"))) == ["Damp homes"]
    hidden = asked(client, q="damp", examples="hide", kind="council")
    assert link(hidden, "Search without “Council”") == "/search/?q=damp&examples=hide"


def test_an_empty_site_says_so(client):
    response = asked(client)
    assert "Nothing is listed yet" in text(response)


# Whatever is asked --------------------------------------------------------------------------------

NASTY = (
    "q=%22",
    "q=%22%22%22",
    "q=“damp",
    "q=-damp+AND+(NOT+NEAR*",
    "q=title:damp^2~*",
    "q=%27;DROP+TABLE+search_listing;--",
    "q=🎉👩‍👩‍👧",
    "q=%00damp%00",
    "q=%ED%A0%80",
    "q=%ff%fe",
    "q=&q=&q=x",
    "q[]=x&q[$ne]=1",
    "page=abc&sort=%00&as=%00&examples=%00",
    "page=999999999999999999999999",
    "page=-1&area=&area=&area=%F0%9F%98%80",
    "region=%00&licence=%ED%A0%80&region=%27--",
    "&".join(f"region={n}" for n in range(500)),
    "q=" + "%F0%9F%98%80" * 10_000,
    "q=" + "a" * 10_000,
    "q=" + "damp+" * 2_000,
    "q=" + "%22a%22+" * 1_500,
)


@pytest.mark.parametrize("query", NASTY, ids=range(len(NASTY)))
def test_whatever_the_address_says_is_answered(client, query):
    CaseStudyFactory(title="Damp homes")
    response = client.get(f"/search/?{query}")
    assert response.status_code == 200
    assert len(response.content) < 80_000
    assert client.get(f"/search/suggest/?{query}").status_code == 200


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.text(max_size=60), st.sampled_from(["", "typed"]))
def test_any_words_are_answered(client, words, how):
    words = words.encode("utf-8", "replace").decode()
    assert client.get("/search/", {"q": words, "as": how}).status_code == 200
    assert client.get("/search/suggest/", {"q": words}).status_code == 200


def test_only_reading_is_allowed(client):
    for address in ("/search/", "/search/suggest/"):
        assert client.head(address).status_code == 200
        assert client.post(address).status_code == 405


def test_what_was_typed_is_text_on_the_page(client):
    page = asked(client, q="<script>alert(1)</script>", region='"><b>x').content.decode()
    assert "<script>alert" not in page
    assert "<b>x" not in page


def test_an_address_that_django_refuses_is_no_failure_of_search(client, caplog):
    for page in ("/search/", "/search/suggest/"):
        assert client.get(f"{page}?{'kind=tool&' * 1500}").status_code == 400
    assert "Search did not answer" not in caplog.text


class Broken:
    def search(self, query):
        raise RuntimeError(f"cannot read {query.reading.text}")

    def suggest(self, letters, *, limit):
        raise RuntimeError(f"cannot read {letters}")


def test_an_engine_that_breaks_breaks_no_page_and_tells_no_log_what_was_asked(
    client, monkeypatch, caplog
):
    monkeypatch.setattr(engines, "engine", Broken)
    with caplog.at_level(logging.DEBUG):
        response = client.get("/search/?q=my+secret+illness")
        suggested = client.get("/search/suggest/?q=my+secret+illness")
    assert response.status_code == 503
    assert "Search is not answering just now" in text(response)
    assert 'value="my secret illness"' in response.content.decode()
    assert link(response, "All solutions") == "/solutions/"
    assert suggested.status_code == 503
    assert suggested["Cache-Control"] == "private, no-store"
    assert suggested.json() == {"suggestions": []}
    assert "RuntimeError at test_page.py" in caplog.text
    assert "secret" not in caplog.text


# Suggestions --------------------------------------------------------------------------------------


def test_suggestions_lead_to_the_thing_itself_and_no_browser_keeps_them(client):
    study = CaseStudyFactory(title="Damp found early")
    council = CouncilFactory(name="Dampham Council", short_name="Dampham")
    projection.project("council", [council.pk])
    response = client.get("/search/suggest/?q=damp")
    assert response["Cache-Control"] == "private, no-store"
    assert "Cookie" not in response.get("Vary", "")
    found = {each["label"]: each for each in response.json()["suggestions"]}
    assert found["Damp found early"] == {
        "label": "Damp found early",
        "kind": "Case study",
        "url": study.url,
    }
    assert found["Dampham Council"]["url"] == council.get_absolute_url()
    assert found["Dampham Council"]["kind"] == "Council"


def test_at_most_eight_are_suggested_and_none_for_nothing(client):
    for n in range(12):
        CaseStudyFactory(title=f"Damp {n}")
    assert len(client.get("/search/suggest/?q=dam").json()["suggestions"]) == 8
    for query in ("", "q=", "q=%00", "q=!"):
        assert client.get(f"/search/suggest/?{query}").json() == {"suggestions": []}


def test_private_and_unpublished_things_are_in_nothing(client):
    CaseStudyFactory(title="Damp homes", service_areas=[ServiceArea.objects.get(slug="planning")])
    housing = ServiceArea.objects.get(slug="housing")
    hidden = [
        CaseStudyFactory(title="Sekretword damp", service_areas=[housing]),
        CaseStudyFactory(title="Sekretword too, damp", service_areas=[housing], live=False),
        CaseStudyFactory(title="Sekretword once damp", service_areas=[housing]),
    ]
    PageViewRestriction.objects.create(page=hidden[0], restriction_type="login")
    hidden[2].unpublish()
    for query in ("q=damp", "q=sekretword", "q=sekretwrd", "area=housing", ""):
        response = client.get(f"/search/?{query}")
        for page in hidden:
            assert page.title not in text(response)
        assert "housing" not in {
            choice.slug
            for facet in response.context["found"].facets
            for choice in facet.first
            if choice.count
        }
        assert "shows sekretword" not in text(response).lower()
    for letters in ("sek", "damp", "sekretwrd"):
        assert "Sekret" not in json.dumps(client.get(f"/search/suggest/?q={letters}").json())


# Ways in ------------------------------------------------------------------------------------------


def test_each_cell_of_the_home_page_leads_to_the_count_it_shows(client):
    areas = list(ServiceArea.objects.filter(on_home=True))
    approaches = list(Approach.objects.all())
    CaseStudyFactory(service_areas=areas[:2], approaches=approaches[:2])
    CaseStudyFactory(service_areas=areas[1:3], approaches=[approaches[1]], is_example=True)
    ToolFactory(service_areas=[areas[1]], approaches=approaches[1:4])
    for examples in (True, False):
        shown = home(examples=examples, vocabularies=load_vocabularies())
        cells = [cell for way in shown["ways"] for cell in way.cells]
        assert sum(cell.count for cell in cells) == (9 if examples else 7)
        for cell in filter(lambda cell: cell.count, cells):
            found = client.get(f"/search/?{cell.query}").context["found"]
            assert found.total == cell.count
            assert found.asked.encoded == cell.query


def test_the_header_has_a_search_box_where_the_page_has_none(client):
    CouncilFactory(slug="testham")
    for address, boxes in (
        ("/", 1),
        ("/search/", 1),
        ("/solutions/", 1),
        ("/councils/testham/", 1),
    ):
        page = client.get(address).content.decode()
        assert page.count('role="search"') == boxes, address
    assert 'class="find"' in client.get("/solutions/").content.decode()
    assert 'class="find"' not in client.get("/").content.decode()


def test_a_council_leads_to_what_those_like_it_did(client):
    council = CouncilFactory(slug="testham", region="South East", nation="England")
    CaseStudyFactory(
        title="Elsewhere in the region", organisation=CouncilFactory(region="South East")
    )
    ToolFactory(organisation=None, public_body="A charity")
    page = client.get(council.get_absolute_url())
    assert titles(client.get(link(page, "South East"))) == ["Elsewhere in the region"]
    assert titles(client.get(link(page, "Unitary authority"))) == ["Elsewhere in the region"]
    assert titles(client.get(link(page, "other councils of its type"))) == [
        "Elsewhere in the region"
    ]


# Weight and statements ----------------------------------------------------------------------------


def full(rows):
    """Solutions with claims of every strength, councils of every region, and guidance."""
    pages = fill(rows)
    council = pages[0].organisation
    council.region, council.nation = "London", "England"
    council.save()
    for n, page in enumerate(pages):
        Evidence.objects.filter(solution=page).update(level=n % 6)
    for n in range(rows):
        CouncilFactory(name=f"Council that worked {n}", region=f"Region {n % 12}")
    for licence in ("MIT", "GPL-3.0-only", "Apache-2.0"):
        ToolFactory(licence=licence, title=f"A tool that worked, {licence}")
    GuidanceIndexPage.objects.get().add_child(
        instance=GuidancePage(title="What worked", summary="How to do something that worked.")
    )
    projection.sweep()
    engines.database.recount()


@pytest.mark.parametrize("rows", [30, 120])
def test_a_search_with_all_facets_takes_few_statements(client, rows, django_assert_max_num_queries):
    full(rows)
    every = (
        "kind=case-study&kind=tool&kind=council&area=housing&area=planning&approach=early-warning"
        "&evidence=0&evidence=1&evidence=2&type=unitary&region=London&licence=MIT&examples=hide"
    )
    for query in (
        "",
        "q=worked",
        "q=something+that+wroked",  # a typo
        "q=wroked&as=typed",
        "q=“something+that+worked”",
        f"q=worked&{every}",
        every,
        "q=worked&kind=case-study&page=2&sort=newest",
        "q=xyzzy&area=housing",
    ):
        client.get(f"/search/?{query}")  # fills what a process asks once and keeps
        kept_cards.forget()  # but for the cards, as after a change
        with django_assert_max_num_queries(10):
            assert client.get(f"/search/?{query}").status_code == 200, query
    for letters in ("some", "worke", "wroked"):
        client.get(f"/search/suggest/?q={letters}")
        kept_cards.forget()
        with django_assert_max_num_queries(10):
            assert client.get(f"/search/suggest/?q={letters}").status_code == 200


def test_the_page_is_light(client):
    full(30)
    response = client.get("/search/?q=worked")
    assert len(response.context["found"].hits) == PER_PAGE
    assert len(gzip.compress(response.content)) <= 10_000
    static = site_settings.BASE_DIR / "marketplace" / "static"
    files = set(re.findall(r"/static/([\w/]+\.(?:css|js))", response.content.decode()))
    assert "js/search.js" in files
    weight = sum(len(gzip.compress((static / name).read_bytes())) for name in files)
    assert weight + len(gzip.compress(response.content)) <= 32_000


def test_a_private_catalogue_leaves_nothing_to_find(client):
    CaseStudyFactory(title="Damp")
    PageViewRestriction.objects.create(page=CataloguePage.objects.get(), restriction_type="login")
    assert titles(asked(client, q="damp")) == []
