"""How many statements a page takes, at thirty rows and at three hundred alike."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from wagtail.models import Site

from cms.models import Approach, Evidence, ServiceArea
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CaseStudyFactory, ClaimFactory
from tests.factories.organisations import CouncilFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def fill(rows):
    """Solutions with a council, areas, approaches and one claim each."""
    areas, approaches = list(ServiceArea.objects.all()), list(Approach.objects.all())
    council = CouncilFactory()
    pages = [
        CaseStudyFactory(
            organisation=council,
            service_areas=[areas[n % len(areas)], areas[(n + 1) % len(areas)]],
            approaches=[approaches[n % 6], approaches[(n + 1) % 6]],
        )
        for n in range(rows)
    ]
    template = ClaimFactory(solution=pages[0])
    rows_of_claims = []
    for page in pages[1:]:
        values = {
            field.attname: getattr(template, field.attname)
            for field in Evidence._meta.concrete_fields
            if not field.primary_key
        }
        rows_of_claims.append(Evidence(**{**values, "solution_id": page.pk}))
    Evidence.objects.bulk_create(rows_of_claims)
    return pages


@pytest.fixture(params=[30, 300])
def pages(request):
    found = fill(request.param)
    # What a process asks once and keeps: where the site is, and which model a type is.
    cache.clear()
    Site.clear_site_root_paths_cache()
    ContentType.objects.get_for_models(type(found[0]))
    return found


def statements(client, address, django_assert_max_num_queries, limit):
    client.get(address)  # fills what a process keeps
    with django_assert_max_num_queries(limit) as counted:
        response = client.get(address)
    assert response.status_code == 200
    return len(counted)


def test_home_takes_at_most_ten(client, pages, django_assert_max_num_queries):
    statements(client, "/", django_assert_max_num_queries, 10)


def test_the_catalogue_takes_at_most_ten(client, pages, django_assert_max_num_queries):
    statements(client, "/solutions/", django_assert_max_num_queries, 10)
    statements(
        client,
        "/solutions/?area=housing&approach=finding-anomalies&evidence=1&kind=case-study",
        django_assert_max_num_queries,
        10,
    )


def test_a_solution_takes_at_most_twelve_and_sixteen_signed_in(
    client, pages, django_assert_max_num_queries
):
    page = pages[0]
    for n in range(len(pages)):
        if n % 10 == 0:
            ClaimFactory(solution=page, verified_by=CouncilFactory(), verified_on="2026-01-01")
    statements(client, page.url, django_assert_max_num_queries, 12)
    person = UserFactory()
    MembershipFactory(user=person)
    MembershipFactory(user=person)
    client.force_login(person)
    statements(client, page.url, django_assert_max_num_queries, 16)
