"""Whom a council knows by their address, it knows no longer once they have another: their place there
ends in the moment in which that is confirmed, unless something else speaks for it."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from allauth.socialaccount.internal.flows.login import complete_login
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth.models import AnonymousUser, Permission
from django.urls import reverse

from marketplace.accounts import services as accounts
from marketplace.accounts.models import User
from marketplace.config.signing_in import provider
from marketplace.core import registry
from marketplace.core.actor import SYSTEM, acting_as
from marketplace.core.models import Event
from marketplace.organisations import services
from marketplace.organisations.models import Delegation, Invitation, Membership, Role
from tests.factories.accounts import UserFactory, by_password
from tests.factories.organisations import (
    AdministratorFactory,
    CouncilFactory,
    DelegationFactory,
    DomainFactory,
    InvitationFactory,
    MemberFactory,
    VendorFactory,
)

pytestmark = pytest.mark.django_db

PROVIDER = {
    "OIDC_NAME": "Ashcombe", "OIDC_ISSUER": "https://sso.example", "OIDC_CLIENT_ID": "id",
    "OIDC_SECRET": "secret", "OIDC_DOMAINS": [],
}  # fmt: skip
OLD, NEW = "pat@ashcombe.gov.uk", "pat@elsewhere.example"


@pytest.fixture
def council():
    council = CouncilFactory(name="Ashcombe Council")
    DomainFactory(organisation=council, domain="ashcombe.gov.uk")
    return council


@pytest.fixture
def boss(council):
    return AdministratorFactory(organisation=council, user__email="boss@ashcombe.gov.uk")


@pytest.fixture
def member(council, boss):
    return MemberFactory(organisation=council, user__email=OLD, user__name="Pat Oram")


@pytest.fixture
def change(client, mailed_code):
    """As the person does it: the form, ticked, and then the code. Returns what the code led to."""

    def do(person, email=NEW):
        client.force_login(person)
        posted = {"email": email, "action_add": "1", "sure": "on"}
        assert client.post("/you/email/", posted)["Location"] == "/confirm-email/"
        return client.post("/confirm-email/", {"code": mailed_code(email)}, follow=True)

    return do


def belongs(membership) -> bool:
    return Membership.objects.filter(pk=membership.pk).exists()


# What ends ----------------------------------------------------------------------------------------


def test_with_an_address_that_the_council_does_not_know_the_place_ends(change, member, council):
    DelegationFactory(user=member.user, organisation=council)
    change(member.user)
    member.user.refresh_from_db()
    assert member.user.email == NEW
    assert not belongs(member)
    assert not Delegation.objects.filter(revoked_at=None).exists()
    told = Event.objects.get(name="member.lapsed")
    assert (told.thing_id, told.actor_id) == (str(council.pk), member.user_id)
    assert told.before["user"] == member.user_id


def test_it_does_not_end_before_the_new_one_is_confirmed(client, member):
    by_password(client, member.user)
    client.post("/you/email/", {"email": NEW, "action_add": "1", "sure": "on"})
    assert belongs(member)
    client.post("/confirm-email/", {"code": "WRNG-CODE"})
    assert belongs(member)


def test_its_administrators_and_the_person_are_told(change, member, boss, mailed):
    change(member.user)
    to_boss = mailed(boss.user.email)
    assert to_boss.subject == "Pat Oram no longer belongs to Ashcombe Council"
    assert "another e-mail address" in to_boss.body
    assert NEW not in to_boss.body
    to_person = mailed(NEW)
    assert to_person.subject == "You no longer belong to Ashcombe Council"
    assert "ashcombe.gov.uk" in to_person.body


def test_whoever_has_no_name_is_not_named_by_their_new_address(change, member, boss, mailed):
    member.user.name = ""
    member.user.save()
    change(member.user)
    to_boss = mailed(boss.user.email)
    assert NEW not in to_boss.subject + to_boss.body


def test_an_administrator_of_the_site_who_sets_another_address_ends_it_too(member):
    person = member.user
    accounts.change_person(
        user_id=person.pk, email=NEW, name=person.name, groups=[], is_active=True,
        is_superuser=False, actor=SYSTEM,
    )  # fmt: skip
    assert not belongs(member)


# What stays ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("new", ["pat.oram@ashcombe.gov.uk", "pat@parks.ashcombe.gov.uk"])
def test_with_another_address_of_its_domain_it_stays(change, member, new):
    change(member.user, new)
    assert belongs(member)


def test_at_a_council_without_confirmed_domains_it_stays(change):
    council = CouncilFactory()
    DomainFactory(organisation=council, domain="ashcombe.gov.uk", state="proposed")
    first = AdministratorFactory(organisation=council, user__email=OLD)
    change(first.user)
    assert belongs(first)


def test_at_a_supplier_it_stays(change):
    founder = AdministratorFactory(organisation=VendorFactory(), user__email=OLD)
    change(founder.user)
    assert belongs(founder)


def test_who_was_invited_by_exactly_the_new_address_stays(change, member, council):
    InvitationFactory(organisation=council, email=NEW, state="accepted", accepted_by=member.user)
    change(member.user)
    assert belongs(member)


def test_an_invitation_that_waits_at_the_new_address_is_taken_up_by_it(change, member, council):
    invitation = InvitationFactory(organisation=council, email=NEW, role="administrator")
    change(member.user)
    assert belongs(member)
    invitation.refresh_from_db()
    assert (invitation.state, invitation.accepted_by) == ("accepted", member.user)
    assert Membership.objects.get(pk=member.pk).role == Role.MEMBER, (
        "it vouches, and promotes nobody"
    )
    assert Event.objects.filter(name="invitation.accepted").count() == 1


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "withdrawn"},
        {"state": "accepted"},  # by somebody else
        {"email": "other@elsewhere.example"},
        {"expires_at": "2020-01-01T00:00Z"},
        {"organisation": None},
    ],
)
def test_no_other_invitation_speaks_for_it(change, member, council, facts):
    elsewhere = {"organisation": CouncilFactory()} if "organisation" in facts else {}
    if facts.get("state") == "accepted":
        facts = {**facts, "accepted_by": UserFactory()}
    InvitationFactory(**{"organisation": council, "email": NEW, **facts, **elsewhere})
    change(member.user)
    assert not belongs(member)


def test_each_place_is_looked_at_by_itself(change, member):
    other = MemberFactory(user=member.user)
    kept = MemberFactory(user=member.user)
    DomainFactory(organisation=other.organisation, domain="marshgate.gov.uk")
    DomainFactory(organisation=kept.organisation, domain="brookmoor.gov.uk")
    change(member.user, "pat@brookmoor.gov.uk")
    assert list(Membership.objects.filter(user=member.user)) == [kept]


def test_while_an_older_address_is_still_confirmed_nothing_ends(member):
    services.end_lapsed_memberships(user_id=member.user_id, actor=SYSTEM)
    assert belongs(member)


def test_a_provider_that_tells_of_another_address_changes_none_here(client, member, settings):
    """Who has come by it once comes in as the same person, by the address that they have here."""
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": provider(PROVIDER)}
    SocialAccount.objects.create(user=member.user, provider="sso", uid="77")
    request = client.get("/sign-in/").wsgi_request
    request.user = AnonymousUser()
    coming = SocialLogin(
        account=SocialAccount(provider="sso", uid="77"),
        user=User(email=NEW),
        email_addresses=[EmailAddress(email=NEW, verified=True, primary=True)],
    )
    with request_context(request), acting_as(SYSTEM):
        complete_login(request, coming)
    assert request.user == member.user
    addresses = EmailAddress.objects.filter(user=member.user)
    assert list(addresses.values_list("email", flat=True)) == [OLD]
    member.user.refresh_from_db()
    assert member.user.email == OLD
    assert belongs(member)


# What the form says -------------------------------------------------------------------------------


def test_the_page_names_beforehand_what_an_unknown_address_would_end(client, member, council):
    by_password(client, member.user)
    page = client.get("/you/email/").content.decode()
    assert "Ashcombe Council" in page
    assert "ashcombe.gov.uk" in page


def test_it_says_nothing_to_whoever_belongs_nowhere(client):
    by_password(client, UserFactory())
    assert "ends" not in client.get("/you/email/").content.decode()


def test_it_asks_once_more_and_sends_no_code_before_it_is_ticked(client, member, mailoutbox):
    by_password(client, member.user)
    answer = client.post("/you/email/", {"email": NEW, "action_add": "1"})
    page = answer.content.decode()
    assert "Tick the box to say that you will no longer belong to Ashcombe Council" in page
    assert f'value="{NEW}"' in page, "nothing typed is lost"
    assert mailoutbox == []


def test_it_asks_nothing_more_where_nothing_ends(client, member):
    by_password(client, member.user)
    posted = {"email": "p@ashcombe.gov.uk", "action_add": "1"}
    assert client.post("/you/email/", posted)["Location"] == "/confirm-email/"


def test_the_last_administrator_hands_over_first_and_is_told_where(
    client, boss, council, mailoutbox
):
    by_password(client, boss.user)
    posted = {"email": NEW, "action_add": "1", "sure": "on"}
    page = client.post("/you/email/", posted).content.decode()
    assert "only administrator of Ashcombe Council" in page
    assert reverse("organisation-people", args=[council.slug]) in page
    assert mailoutbox == []


def test_who_became_the_last_meanwhile_is_refused_at_the_code(client, boss, council, mailed_code):
    second = AdministratorFactory(organisation=council, user__email=OLD)
    by_password(client, second.user)
    client.post("/you/email/", {"email": NEW, "action_add": "1", "sure": "on"})
    services.leave_organisation(user_id=boss.user_id, organisation_id=council.pk, actor=SYSTEM)
    answer = client.post("/confirm-email/", {"code": mailed_code(NEW)}, follow=True)
    assert answer.redirect_chain == [("/you/email/", 302)]
    assert "Nobody else administers Ashcombe Council" in answer.content.decode()
    assert belongs(second)
    second.user.refresh_from_db()
    assert second.user.email == OLD
    assert not Event.objects.filter(name="person.address_changed").exists()


def test_nor_can_an_administrator_of_the_site_take_the_last_one_away(boss):
    person = boss.user
    with pytest.raises(registry.CannotEndYet, match="Nobody else administers Ashcombe Council"):
        accounts.change_person(
            user_id=person.pk, email=NEW, name=person.name, groups=[], is_active=True,
            is_superuser=False, actor=SYSTEM,
        )  # fmt: skip
    person.refresh_from_db()
    assert person.email != NEW


def test_and_the_form_in_the_admin_says_so(client, boss):
    client.force_login(UserFactory(is_superuser=True))
    page = client.post(
        reverse("wagtailusers_users:edit", args=[boss.user_id]),
        {"email": NEW, "name": "Boss", "is_active": "on"},
    )
    assert "Nobody else administers Ashcombe Council" in page.content.decode()
    assert belongs(boss)


def test_nor_is_the_last_who_looks_after_the_site_erased_there(client):
    lone, moderator = UserFactory(is_superuser=True), UserFactory(groups=["Moderators"])
    change = Permission.objects.get(codename="change_user")
    moderator.user_permissions.add(change)
    client.force_login(moderator)
    page = client.post(
        reverse("wagtailusers_users:edit", args=[lone.pk]),
        {"email": lone.email, "name": lone.name, "is_active": "on", "erase": "on"},
    )
    assert "Nobody else could look after the whole site" in page.content.decode()


# Letting in, at the same time ---------------------------------------------------------------------


def test_who_leaves_by_themselves_is_told_of_too(member, boss, mailoutbox):
    services.leave_organisation(
        user_id=member.user_id, organisation_id=member.organisation_id, actor=SYSTEM
    )
    [mail] = [mail for mail in mailoutbox if mail.to == [boss.user.email]]
    assert mail.subject == "Pat Oram no longer belongs to Ashcombe Council"


def test_nothing_is_kept_of_an_invitation_that_is_forgotten(change, member, council):
    """After its time an invitation has no address, and so speaks for none."""
    InvitationFactory(organisation=council, email="", state="accepted", accepted_by=member.user)
    change(member.user)
    assert not belongs(member)
    assert Invitation.objects.count() == 1
