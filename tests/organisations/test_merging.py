"""A council goes on as its successor: what follows, what ends, what stays; and councils that are split."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from wagtail.models import Revision

from cms import merging
from cms.models import Evidence, SolutionPage
from marketplace.core.actor import SYSTEM, Actor
from marketplace.core.models import Event
from marketplace.organisations import services
from marketplace.organisations.models import (
    Delegation,
    EmailDomain,
    Invitation,
    Membership,
    MembershipRequest,
    Role,
)
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CaseStudyFactory, ClaimFactory
from tests.factories.organisations import (
    AdministratorFactory,
    CouncilFactory,
    DelegationFactory,
    DomainFactory,
    InvitationFactory,
    MemberFactory,
    RequestFactory,
)

pytestmark = pytest.mark.django_db

LONG_AGO = dt.date(2020, 4, 1)


@pytest.fixture(autouse=True)
def sent(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return mail.outbox


@pytest.fixture
def new():
    return CouncilFactory(name="New Council")


@pytest.fixture
def old(new):
    council = CouncilFactory(name="Old Council", end_date=LONG_AGO)
    council.successors.add(new)
    return council


def merge(old, new):
    return services.merge_council(old_id=old.pk, new_id=new.pk, actor=SYSTEM)


def roles(council):
    return dict(Membership.objects.filter(organisation=council).values_list("user_id", "role"))


def test_members_follow_in_their_roles_and_doubles_keep_the_higher(old, new, sent):
    boss, member = AdministratorFactory(organisation=old).user, MemberFactory(organisation=old).user
    both, both_too = UserFactory(), UserFactory()
    AdministratorFactory(organisation=old, user=both)
    MemberFactory(organisation=new, user=both)
    MemberFactory(organisation=old, user=both_too)
    AdministratorFactory(organisation=new, user=both_too)
    assert merge(old, new)
    assert not roles(old)
    assert roles(new) == {
        boss.pk: "administrator",
        member.pk: "member",
        both.pk: "administrator",
        both_too.pk: "administrator",
    }
    assert sorted(to for each in sent for to in each.to) == sorted(
        person.email for person in (boss, member, both, both_too)
    )


def test_requests_and_invitations_follow_once(old, new):
    both = UserFactory()
    RequestFactory(organisation=old, user=both)
    RequestFactory(organisation=new, user=both)
    waiting = RequestFactory(organisation=old)
    InvitationFactory(organisation=old, email="a@a.example")
    for council in (old, new):
        InvitationFactory(organisation=council, email="b@a.example")
    merge(old, new)
    still = MembershipRequest.objects.filter(state="waiting", organisation=new)
    assert sorted(still.values_list("user_id", flat=True)) == sorted([both.pk, waiting.user_id])
    assert not MembershipRequest.objects.filter(state="waiting", organisation=old).exists()
    pending = Invitation.objects.filter(state="pending")
    assert sorted(pending.values_list("email", "organisation_id")) == [
        ("a@a.example", new.pk),
        ("b@a.example", new.pk),
    ]


def test_domains_follow_and_a_double_is_confirmed_if_either_was(old, new):
    DomainFactory(organisation=old, domain="old.gov.uk", state="proposed")
    DomainFactory(organisation=old, domain="Both.gov.uk")
    DomainFactory(organisation=new, domain="both.gov.uk", state="proposed")
    merge(old, new)
    assert not old.email_domains.exists()
    found = {each.domain: each.state for each in EmailDomain.objects.filter(organisation=new)}
    assert found == {"old.gov.uk": "proposed", "both.gov.uk": "confirmed"}


def test_delegations_end_and_stay_on_record(old, new):
    held = DelegationFactory(organisation=old)
    MemberFactory(organisation=old, user=held.user)
    merge(old, new)
    held.refresh_from_db()
    assert held.organisation_id == old.pk
    assert held.revoked_at
    assert not Delegation.objects.filter(organisation=new).exists()
    event = Event.objects.get(name="council.merged")
    assert event.after["delegations_ended"] == [held.pk]


def test_it_is_safe_to_repeat(old, new, sent):
    MemberFactory(organisation=old)
    assert merge(old, new)
    assert not merge(old, new)
    assert len(sent) == 1
    assert Event.objects.filter(name="council.merged").count() == 1


def test_only_what_has_ended_goes_on_as_what_came_after_it(new):
    living = CouncilFactory()
    living.successors.add(new)
    with pytest.raises(services.MergerRefused, match="has not ended"):
        merge(living, new)
    with pytest.raises(services.MergerRefused, match="not down as coming after"):
        merge(CouncilFactory(end_date=LONG_AGO), new)


# Pages --------------------------------------------------------------------------------------------


def test_pages_follow_and_what_was_observed_there_stays(old, new):
    page = CaseStudyFactory(organisation=old)
    claim = ClaimFactory(solution=page, organisation=old, public_body="")
    merge(old, new)
    assert SolutionPage.objects.get(pk=page.pk).organisation_id == new.pk
    assert Evidence.objects.get(pk=claim.pk).organisation_id == old.pk


def test_publishing_an_old_draft_does_not_bring_the_old_council_back(old, new):
    page = CaseStudyFactory(organisation=old)
    page.save_revision()
    page.title = "Newer title"
    draft = page.save_revision()
    merge(old, new)
    Revision.objects.get(pk=draft.pk).publish()
    page = SolutionPage.objects.get(pk=page.pk)
    assert (page.title, page.organisation_id) == ("Newer title", new.pk)


def test_what_came_before_the_latest_draft_stays_as_it_was(old, new):
    page = CaseStudyFactory(organisation=old)
    first = page.save_revision()
    page.save_revision()
    merge(old, new)
    first.refresh_from_db()
    assert first.content["organisation"] == old.pk


def test_the_old_councils_page_stays(client, old, new):
    merge(old, new)
    page = client.get(old.get_absolute_url()).content.decode()
    assert "ended on" in page
    assert new.name in page
    assert "Its solutions, where it had any, go on with" in page


# Split --------------------------------------------------------------------------------------------


@pytest.fixture
def split(old, new):
    old.successors.add(CouncilFactory(name="Other Council"))
    return old


def test_a_split_council_is_not_merged_as_a_whole(split, new):
    with pytest.raises(services.MergerRefused, match="was split"):
        merge(split, new)


def test_each_of_its_people_says_which_one_they_follow(split, new):
    boss = AdministratorFactory(organisation=split).user
    DelegationFactory(organisation=split, user=boss)

    def follow(council):
        return services.follow_successor(
            user_id=boss.pk, old_id=split.pk, new_id=council.pk, actor=Actor(user_id=boss.pk)
        )

    assert follow(new).role == Role.MEMBER
    assert follow(new).organisation_id == new.pk
    assert not roles(split)
    assert not Delegation.objects.filter(revoked_at=None).exists()
    with pytest.raises(services.MergerRefused):
        follow(CouncilFactory())
    other = split.successors.exclude(pk=new.pk).get()
    with pytest.raises(services.MergerRefused, match="do not belong"):
        follow(other)


def test_they_are_asked_on_their_page_and_on_that_of_its_people(client, split, new):
    member = MemberFactory(organisation=split)
    client.force_login(member.user)
    address = f"/organisations/{split.slug}/follow/"
    DomainFactory(organisation=split, domain="old.gov.uk")
    EmailAddress.objects.filter(user=member.user).update(email="pat@old.gov.uk")
    yours = client.get("/you/").content.decode()
    assert address in yours
    assert "Join it" not in yours  # one question at a time
    assert address in client.get(f"/organisations/{split.slug}/people/").content.decode()
    page = client.get(address).content.decode()
    assert "New Council" in page
    assert "Other Council" in page
    assert client.post(address, {"council": new.pk})["Location"] == "/you/"
    assert list(roles(new)) == [member.user_id]


def test_who_belongs_to_a_living_council_is_not_asked(client, new):
    member = MemberFactory(organisation=new)
    client.force_login(member.user)
    assert "/follow/" not in client.get("/you/").content.decode()
    response = client.get(f"/organisations/{new.slug}/follow/")
    assert response["Location"] == f"/organisations/{new.slug}/people/"


def test_a_moderator_assigns_its_pages_one_by_one(client, split, new):
    page, stays = CaseStudyFactory(organisation=split), CaseStudyFactory(organisation=split)
    client.force_login(UserFactory(groups=["Moderators"]))
    shown = client.get("/admin/organisations/split-pages/").content.decode()
    assert page.title in shown
    assert "Other Council" in shown
    client.post("/admin/organisations/split-pages/", {"page": page.pk, "council": new.pk})
    assert SolutionPage.objects.get(pk=page.pk).organisation_id == new.pk
    assert SolutionPage.objects.get(pk=stays.pk).organisation_id == split.pk
    event = Event.objects.filter(name="page.council_changed").get()
    assert (event.before, event.after) == ({"organisation": split.pk}, {"organisation": new.pk})


def test_and_to_no_council_that_did_not_come_after_it(client, split, new):
    page = CaseStudyFactory(organisation=split)
    with pytest.raises(services.MergerRefused):
        merging.assign_page(page_id=page.pk, council_id=CouncilFactory().pk, actor=SYSTEM)
    client.force_login(UserFactory(groups=["Editors"]))
    told = {"page": page.pk, "council": new.pk}
    client.post("/admin/organisations/split-pages/", told)
    assert SolutionPage.objects.get(pk=page.pk).organisation_id == split.pk
