"""What Wagtail does is told as it was: who, for whom, through what, and to whom it may be told."""

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from marketplace.core.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CaseStudyFactory, ClaimFactory
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db


def unpublish(client, page):
    return client.post(
        reverse("wagtailadmin_pages:unpublish", args=[page.pk]),
        headers={"X-Request-ID": "request-0001"},
    )


def last(thing, thing_id):
    return Event.objects.about(thing, thing_id).last()


def test_what_happens_in_the_admin_names_person_council_and_request(client):
    moderator = UserFactory(groups=["Moderators"])
    council = MembershipFactory(user=moderator).organisation
    page = CaseStudyFactory()
    client.force_login(moderator)
    unpublish(client, page)
    event = last("solution", page.pk)
    assert (event.name, event.actor_id, event.organisation_id) == (
        "page.unpublished",
        moderator.pk,
        council.pk,
    )
    assert (event.via, event.request_id, event.audience) == ("admin", "request-0001", "public")


def test_a_claim_withdrawn_in_the_admin_names_the_request_too(client):
    moderator = UserFactory(groups=["Moderators"])
    claim = ClaimFactory()
    client.force_login(moderator)
    client.post(f"/admin/evidence/{claim.pk}/withdraw/", headers={"X-Request-ID": "request-0002"})
    event = last("claim", claim.pk)
    assert (event.name, event.via, event.request_id) == ("claim.withdrawn", "admin", "request-0002")


def test_what_is_private_or_made_up_is_told_to_staff_alone(client):
    client.force_login(UserFactory(groups=["Moderators"]))
    private, made_up = CaseStudyFactory(), CaseStudyFactory(is_example=True)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for page in (private, made_up):
        unpublish(client, page)
        event = last("solution", page.pk)
        assert (event.name, event.audience) == ("page.unpublished", "staff")


def test_a_made_up_claim_is_nobodys_news(client):
    real, made_up = ClaimFactory(), ClaimFactory(solution=CaseStudyFactory(is_example=True))
    client.force_login(UserFactory(groups=["Moderators"]))
    for claim in (real, made_up):
        client.post(f"/admin/evidence/{claim.pk}/withdraw/")
    assert last("claim", real.pk).audience == "public"
    assert last("claim", made_up.pk).audience == "staff"
