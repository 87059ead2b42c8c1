"""What the public finds: the catalogue's filters, the home page's table, and who is counted."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from cms import catalogue, queries
from cms.models import Approach, CataloguePage, ServiceArea, SolutionPage
from tests.factories.catalogue import CaseStudyFactory, ClaimFactory, ToolFactory
from tests.factories.organisations import CouncilFactory

pytestmark = pytest.mark.django_db


def listed(**parameters):
    return [card.page.pk for card in catalogue.context(parameters)["cards"]]


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
    assert queries.home(examples=True)["newest"] == []


def test_each_cell_of_the_home_page_leads_to_the_count_it_shows():
    areas = list(ServiceArea.objects.filter(on_home=True))
    approaches = list(Approach.objects.all())
    CaseStudyFactory(service_areas=areas[:2], approaches=approaches[:2])
    CaseStudyFactory(service_areas=areas[1:3], approaches=[approaches[1]], is_example=True)
    ToolFactory(service_areas=[areas[1]], approaches=approaches[1:4])
    for examples in (True, False):
        cells = [cell for way in queries.home(examples=examples)["ways"] for cell in way.cells]
        assert sum(cell.count for cell in cells) == (9 if examples else 7)
        for cell in cells:
            parameters = dict(pair.split("=") for pair in cell.query.split("&"))
            assert catalogue.context(parameters)["total"] == cell.count


def test_filters_narrow_and_chips_widen():
    area, other = ServiceArea.objects.all()[:2]
    tool = ToolFactory(service_areas=[area])
    study = CaseStudyFactory(service_areas=[area])
    CaseStudyFactory(service_areas=[other])
    ClaimFactory(solution=study)
    assert set(listed(area=area.slug)) == {tool.pk, study.pk}
    assert listed(area=area.slug, kind="tool") == [tool.pk]
    assert listed(area=area.slug, evidence="2") == [study.pk]
    assert listed(area=area.slug, evidence="3") == []
    context = catalogue.context({"area": area.slug, "kind": "tool"})
    assert [(chip.label, chip.query) for chip in context["chips"]] == [
        (area.name, "kind=tool"),
        ("Tools", f"area={area.slug}"),
    ]


def test_examples_never_rank_before_real_solutions_and_one_link_hides_them():
    example = ClaimFactory(
        solution=CaseStudyFactory(is_example=True, title="A"), comparison="group"
    ).solution
    real = CaseStudyFactory(title="Z")
    for sort in catalogue.SORTS:
        assert listed(sort=sort) == [real.pk, example.pk]
    assert catalogue.context({})["toggle_examples_query"] == "examples=hide"
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
    assert catalogue.context(parameters)["total"] >= 0


def test_any_address_is_answered_as_a_page(client):
    for query in (
        "page=99999",
        "page=-1",
        "page=%00",
        "area=%F0%9F%98%80",
        "evidence=7&kind=x",
        "sort='--",
    ):
        assert client.get(f"/solutions/?{query}").status_code == 200
