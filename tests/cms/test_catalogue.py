"""What the public finds: the list of all solutions, and who is counted."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from cms import catalogue, queries
from cms.models import CataloguePage, ServiceArea, SolutionPage
from cms.vocabularies import load_vocabularies
from marketplace.core.signals import send_findable_changed
from tests.factories.catalogue import CaseStudyFactory, ClaimFactory, ToolFactory
from tests.factories.organisations import CouncilFactory

pytestmark = pytest.mark.django_db


def the_list(**parameters):
    wanted, number = catalogue.read(parameters), parameters.get("page", "1")
    return catalogue.context(wanted, number, load_vocabularies())


def listed(**parameters):
    return [card.page.pk for card in the_list(**parameters)["cards"]]


def test_findable_is_live_public_and_no_alias():
    shown = CaseStudyFactory()
    draft = CaseStudyFactory(live=False)
    private = CaseStudyFactory()
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    alias = shown.create_alias(update_slug="an-alias")
    found = set(SolutionPage.objects.findable().values_list("pk", flat=True))
    assert shown.pk in found
    assert not found & {draft.pk, private.pk, alias.pk}


def test_a_private_parent_hides_everything_below_it():
    CaseStudyFactory()
    PageViewRestriction.objects.create(page=CataloguePage.objects.get(), restriction_type="login")
    assert not SolutionPage.objects.findable().exists()
    assert queries.home(examples=True, vocabularies=load_vocabularies())["newest"] == []


def test_the_list_has_every_solution_and_leads_to_the_search_that_narrows_it(client):
    studies = {CaseStudyFactory().pk, ToolFactory().pk}
    assert set(listed()) == studies
    page = client.get("/solutions/").content.decode()
    for part in ('action="/search/"', 'name="area"', 'name="approach"', 'value="case-study"'):
        assert part in page


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("approach=early-warning&area=housing", "area=housing&approach=early-warning"),
        ("kind=tool&evidence=", "kind=tool"),
        ("evidence=3", "evidence=5&evidence=4&evidence=3"),
        ("evidence=5&examples=hide", "evidence=5&examples=hide"),
        ("area=housing&evidence=x&sort=newest&page=2", "area=housing&sort=newest"),
        ("evidence=x", ""),
    ],
)
def test_addresses_that_narrowed_the_list_lead_on_for_good(client, before, now):
    response = client.get(f"/solutions/?{before}")
    assert response.status_code == 301
    assert response["Location"] == (f"/search/?{now}" if now else "/search/")
    assert client.get(response["Location"]).status_code == 200


def test_what_it_led_to_finds_what_it_listed(client):
    area, other = ServiceArea.objects.all()[:2]
    study = CaseStudyFactory(service_areas=[area])
    ClaimFactory(solution=study)
    ClaimFactory(solution=CaseStudyFactory(service_areas=[other]))
    ToolFactory(service_areas=[area])
    send_findable_changed("solution", [study.pk])
    for before in (f"area={area.slug}&evidence=1", f"area={area.slug}&kind=case-study"):
        found = client.get(f"/solutions/?{before}", follow=True).context["found"]
        assert [hit.card.page.pk for hit in found.hits] == [study.pk]


def test_examples_never_rank_before_real_solutions_and_one_link_hides_them():
    example = ClaimFactory(
        solution=CaseStudyFactory(is_example=True, title="A"), comparison="group"
    ).solution
    real = CaseStudyFactory(title="Z")
    for sort in catalogue.SORTS:
        assert listed(sort=sort) == [real.pk, example.pk]
    assert the_list()["toggle_examples_query"] == "examples=hide"
    assert listed(examples="hide") == [real.pk]


def test_a_to_z_does_not_tell_capitals_from_small_letters():
    titles = ["eViction warnings", "Zebra crossings", "adult care"]
    made = {title: CaseStudyFactory(title=title).pk for title in titles}
    assert listed(sort="title") == [made[title] for title in sorted(titles, key=str.lower)]


def test_the_tally_counts_no_example_and_no_draft():
    council = CouncilFactory()
    real = CaseStudyFactory(organisation=council)
    ClaimFactory(solution=real, verified_by=CouncilFactory(), verified_on="2026-01-01")
    ClaimFactory(solution=real, kind="not_effective", pence=None)
    ClaimFactory(solution=real, status="draft")
    ClaimFactory(solution=CaseStudyFactory(is_example=True))
    ClaimFactory(solution=CaseStudyFactory(live=False))
    ToolFactory(organisation=None, public_body="A charity")
    ToolFactory(organisation=council)
    assert queries.tally() == queries.Tally(
        solutions=3, claims=2, verified=1, not_effective=1, councils=1, examples=1
    )


def test_an_empty_site_counts_to_nothing():
    assert queries.tally() == queries.Tally(0, 0, 0, 0, 0, 0)


anything = st.dictionaries(
    st.sampled_from(["approach", "area", "kind", "evidence", "examples", "sort", "page"]),
    st.text(max_size=40) | st.sampled_from(["-1", "0", "9" * 20, "\x00", "1e3", "hide", "tool"]),
)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(anything)
def test_any_address_is_answerable(parameters):
    assert the_list(**parameters)["total"] >= 0


def test_any_address_is_answered_as_a_page(client):
    for query in (
        "page=99999",
        "page=-1",
        "page=%00",
        "area=%F0%9F%98%80",
        "evidence=7&kind=x",
        "evidence=%00&approach=%00",
        "sort='--",
    ):
        assert client.get(f"/solutions/?{query}", follow=True).status_code == 200
