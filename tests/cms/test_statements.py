"""How many statements a page takes, at thirty rows and at three hundred alike."""

import pytest

from cms.models import Approach, Evidence, ServiceArea
from marketplace.core.findable import say_shown_otherwise
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


def statements(client, address, counted_at_most, limit):
    client.get(address)  # fills what a process asks once and keeps
    say_shown_otherwise()  # but what is drawn of the catalogue is drawn anew
    with counted_at_most(limit):
        response = client.get(address)
    assert response.status_code == 200, address


@pytest.mark.parametrize("rows", [30, 120])
def test_pages_take_few_statements_however_much_there_is(
    client, rows, django_assert_max_num_queries
):
    pages = fill(rows)
    page = pages[0]
    for _ in range(rows // 10):
        ClaimFactory(solution=page, verified_by=CouncilFactory(), verified_on="2026-01-01")

    for address, limit in (
        ("/", 10),
        ("/?examples=hide", 10),
        ("/solutions/", 10),
        ("/solutions/?sort=newest&examples=hide", 10),
        (page.url, 12),
        (f"{page.url}?as=text", 12),
    ):
        statements(client, address, django_assert_max_num_queries, limit)

    person = UserFactory()
    MembershipFactory(user=person)
    MembershipFactory(user=person)
    client.force_login(person)
    # One of them: whether their part needs a second step.
    statements(client, page.url, django_assert_max_num_queries, 17)
