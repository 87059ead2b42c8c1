"""The list of councils and a council's page."""

import datetime as dt

import pytest
from django.core.cache import cache
from wagtail.models import Site

from marketplace.core import clock
from marketplace.organisations.models import CouncilType
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CaseStudyFactory
from tests.factories.organisations import CouncilFactory, MembershipFactory, VendorFactory

pytestmark = pytest.mark.django_db

ENDED = dt.date(2023, 4, 1)


@pytest.fixture(autouse=True)
def _in_june_2026():
    with clock.stopped_at(dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)):
        yield


def names(response):
    return [
        council.short_name for group in response.context["groups"] for council in group.councils
    ]


def seen(client, address="/councils/"):
    response = client.get(address)
    assert response.status_code == 200
    return response, response.content.decode()


def test_councils_are_listed_by_nation_and_name_with_made_up_ones_last(client):
    CouncilFactory(short_name="Angus", nation="Scotland")
    CouncilFactory(short_name="Zeal", nation="England")
    CouncilFactory(short_name="Able", nation="England")
    CouncilFactory(short_name="Aardham", nation="England", is_example=True)
    CouncilFactory(short_name="Gone", end_date=ENDED)
    response, page = seen(client)
    assert names(response) == ["Able", "Zeal", "Angus", "Aardham"]
    assert [group.title for group in response.context["groups"]] == [
        "England",
        "Scotland",
        "Made up, as examples",
    ]
    assert page.count('class="tag tag-eg"') == 1
    assert "3 councils, 1 example<" in page


def test_examples_can_be_hidden(client):
    CouncilFactory(short_name="Aardham", is_example=True)
    CouncilFactory(short_name="Able")
    response, page = seen(client, "/councils/?examples=hide")
    assert names(response) == ["Able"]
    assert "Show the examples" in page


def test_the_list_is_filtered_by_words_nation_and_type(client):
    CouncilFactory(short_name="North Riding", nation="England", type=CouncilType.COUNTY)
    CouncilFactory(short_name="East Riding", nation="England")
    CouncilFactory(short_name="Riding of Angus", nation="Scotland")
    CouncilFactory(short_name="Other", name="Royal Riding", nation="England")
    assert len(names(seen(client, "/councils/?q=rIdInG")[0])) == 4
    response, page = seen(client, "/councils/?q=riding&nation=England&type=county")
    assert names(response) == ["North Riding"]
    for label in ("“riding”", "England", "County council"):
        assert f"Remove filter: </span>{label}" in page


def test_percent_signs_and_nonsense_in_the_address_do_no_harm(client):
    CouncilFactory(short_name="Able")
    assert names(seen(client, "/councils/?q=%25")[0]) == []
    response, _ = seen(client, "/councils/?q=%00&nation=x&type=%27&page=-3&ended=1&examples=x")
    assert names(response) == ["Able"]
    assert "No council fits" in seen(client, "/councils/?q=<script>&nation=Wales")[1]


def test_fifty_stand_on_a_page_and_filters_hold_on_the_next(client):
    for _ in range(51):
        CouncilFactory(nation="Wales")
    response, page = seen(client, "/councils/?nation=Wales")
    assert len(names(response)) == 50
    assert 'href="?nation=Wales&amp;page=2"' in page
    assert len(names(seen(client, "/councils/?nation=Wales&page=2")[0])) == 1


def test_ended_councils_have_a_list_of_their_own(client):
    CouncilFactory(short_name="Gone", end_date=ENDED)
    CouncilFactory(short_name="Going", end_date=dt.date(2027, 4, 1))
    response, page = seen(client)
    assert names(response) == ["Going"]
    assert 'href="/councils/?ended=yes"' in page
    response, page = seen(client, "/councils/?ended=yes")
    assert names(response) == ["Gone"]
    assert "2023" in page


def test_a_council_shows_what_is_known_and_what_is_not(client):
    council = CouncilFactory(
        name="Testham Council",
        slug="testham",
        region="South East",
        population=214107,
        population_year=2020,
        website="https://www.testham.example",
    )
    CaseStudyFactory(title="Bins on time", organisation=council)
    _, page = seen(client, "/councils/testham/")
    assert "<h1>Testham Council</h1>" in page
    assert "214,107</span> in 2020" in page
    assert 'href="https://www.testham.example"' in page
    assert page.count("not told</span>") == 4  # area, GSS code, since when, work e-mail
    assert "Bins on time" in page


def test_an_ended_council_leads_to_those_after_it_and_they_lead_back(client):
    old = CouncilFactory(slug="cumbria", short_name="Cumbria", end_date=ENDED)
    for slug in ("cumberland", "westmorland"):
        old.successors.add(CouncilFactory(slug=slug))
    page = seen(client, "/councils/cumbria/")[1]
    assert "ended on 1 April 2023" in page
    assert 'href="/councils/cumberland/"' in page
    assert 'href="/councils/westmorland/"' in page
    assert 'href="/councils/cumbria/"' in seen(client, "/councils/cumberland/")[1]


def test_an_ended_council_without_successors_says_so(client):
    CouncilFactory(slug="moyle", end_date=ENDED)
    assert "came after it is not told" in seen(client, "/councils/moyle/")[1]


def test_a_made_up_council_says_that_it_is(client):
    CouncilFactory(slug="marshgate", is_example=True)
    page = seen(client, "/councils/marshgate/")[1]
    assert "This council is made up" in page
    assert "tag-eg" in page


def test_a_supplier_and_a_stranger_have_no_council_page(client):
    VendorFactory(slug="brightworks")
    assert client.get("/councils/brightworks/").status_code == 404
    assert client.get("/councils/nowhere/").status_code == 404


def test_the_sitemap_has_real_councils_beside_the_pages(client):
    CouncilFactory(slug="testham")
    CouncilFactory(slug="marshgate", is_example=True)
    sitemap = client.get("/sitemap.xml").content.decode()
    assert "/councils/testham/</loc>" in sitemap
    assert "marshgate" not in sitemap
    assert "/solutions/</loc>" in sitemap


@pytest.mark.parametrize("rows", [30, 300])
def test_pages_take_few_statements_however_many_rows(client, django_assert_max_num_queries, rows):
    council = CouncilFactory(slug="testham")
    for _ in range(rows):
        other = CouncilFactory()
        other.successors.add(council)
    for _ in range(3):
        CaseStudyFactory(organisation=council)
    cache.clear()
    Site.clear_site_root_paths_cache()
    for signed_in in (False, True):
        if signed_in:
            person = UserFactory()
            MembershipFactory(user=person)
            MembershipFactory(user=person)
            client.force_login(person)
        for address, most in (
            ("/councils/?q=t", 8),
            ("/councils/testham/", 12),
        ):
            client.get(address)
            with django_assert_max_num_queries(most):
                assert client.get(address).status_code == 200
