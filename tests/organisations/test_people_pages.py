"""The pages of an organisation's people: who sees them, and what administrators do there."""

import datetime as dt

import pytest
from django.utils import timezone

from marketplace.organisations.models import Delegation, Invitation, Membership, MembershipRequest
from marketplace.organisations.queries import invitations
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    AdministratorFactory,
    CouncilFactory,
    DelegationFactory,
    DomainFactory,
    InvitationFactory,
    MemberFactory,
    RequestFactory,
    VendorFactory,
)

pytestmark = pytest.mark.django_db

PEOPLE = "/organisations/ashcombe/people/"


@pytest.fixture
def ashcombe():
    council = CouncilFactory(name="Ashcombe Council", short_name="Ashcombe", slug="ashcombe")
    DomainFactory(organisation=council, domain="ashcombe.gov.uk")
    return council


@pytest.fixture
def boss(client, ashcombe):
    """Signed in."""
    membership = AdministratorFactory(organisation=ashcombe, user__name="Bo Boss")
    client.force_login(membership.user)
    return membership


@pytest.fixture
def officer(ashcombe):
    return MemberFactory(organisation=ashcombe, user__name="Olive Officer")


def text(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_members_see_their_colleagues_but_neither_addresses_nor_who_asks(client, ashcombe, officer):
    other = MemberFactory(organisation=ashcombe, user__name="Pat Colleague").user
    RequestFactory(organisation=ashcombe, user__name="Ann Asker")
    client.force_login(officer.user)
    page = text(client, PEOPLE)
    assert "Pat Colleague" in page
    assert other.email not in page
    assert "Ann Asker" not in page
    assert "Manage" not in page


def test_nobody_else_sees_it(client, ashcombe, officer):
    assert client.get(PEOPLE)["Location"].startswith("/sign-in/")
    for person in (UserFactory(), MemberFactory().user, UserFactory(groups=["Moderators"])):
        client.force_login(person)
        assert client.get(PEOPLE).status_code == 403
    assert "Olive" not in client.get("/councils/ashcombe/").content.decode()


def test_a_member_manages_nothing(client, ashcombe, officer, boss):
    request = RequestFactory(organisation=ashcombe)
    invitation = InvitationFactory(organisation=ashcombe)
    delegation = DelegationFactory(organisation=ashcombe)
    client.force_login(officer.user)
    for address in (
        f"{PEOPLE}invite/",
        f"{PEOPLE}{officer.pk}/",
        f"{PEOPLE}{boss.pk}/remove/",
        f"{PEOPLE}{boss.pk}/delegate/",
        f"{PEOPLE}requests/{request.pk}/",
        f"{PEOPLE}invitations/{invitation.pk}/",
        f"{PEOPLE}delegations/{delegation.pk}/end/",
    ):
        assert client.post(address, {"do": "approve"}).status_code == 403, address
    request.refresh_from_db()
    delegation.refresh_from_db()
    assert (request.state, delegation.revoked_at) == ("waiting", None)


def test_an_administrator_touches_nothing_of_another_council(client, boss):
    request, invitation = RequestFactory(), InvitationFactory()
    delegation, member = DelegationFactory(), MemberFactory()
    for address in (
        f"{PEOPLE}requests/{request.pk}/",
        f"{PEOPLE}invitations/{invitation.pk}/",
        f"{PEOPLE}delegations/{delegation.pk}/end/",
        f"{PEOPLE}{member.pk}/",
        f"{PEOPLE}{member.pk}/remove/",
        f"{PEOPLE}{member.pk}/delegate/",
    ):
        assert client.post(address, {"do": "approve", "role": "member"}).status_code == 404, address
    assert Membership.objects.filter(pk=member.pk).exists()


def test_an_administrator_lets_in_or_declines(client, boss, ashcombe):
    let_in, declined = (RequestFactory(organisation=ashcombe) for _ in range(2))
    for each in (let_in, declined):
        DomainFactory(organisation=ashcombe, domain="council.example") if each is let_in else None
        assert each.user.get_full_name() in text(client, PEOPLE)
    client.post(f"{PEOPLE}requests/{let_in.pk}/", {"do": "approve"})
    client.post(f"{PEOPLE}requests/{declined.pk}/", {"do": "decline"})
    states = dict(MembershipRequest.objects.values_list("pk", "state"))
    assert states == {let_in.pk: "approved", declined.pk: "declined"}
    assert "They belong from now on" in text(client, PEOPLE)


def test_an_invitation_is_sent_again_and_withdrawn(client, boss, ashcombe):
    page = client.post(f"{PEOPLE}invite/", {"email": "x@gmail.com", "role": "member"})
    assert "confirmed domains" in page.content.decode()
    assert 'value="x@gmail.com"' in page.content.decode()
    client.post(f"{PEOPLE}invite/", {"email": "x@ashcombe.gov.uk", "role": "member"})
    invitation = Invitation.objects.get()
    assert "x@ashcombe.gov.uk" in text(client, PEOPLE)
    client.post(f"{PEOPLE}invitations/{invitation.pk}/", {"do": "resend"})
    client.post(f"{PEOPLE}invitations/{invitation.pk}/", {"do": "withdraw"})
    invitation.refresh_from_db()
    assert (invitation.sends, invitation.state) == (2, "withdrawn")


def test_a_delegation_is_granted_by_whole_days_and_ended(client, boss, officer):
    address = f"{PEOPLE}{officer.pk}/delegate/"
    assert "Up to how much" in text(client, address)
    day = timezone.localdate()
    told = {"limit": "£25,000.50", "first_day": day, "last_day": day}
    assert client.post(address, told)["Location"] == f"{PEOPLE}{officer.pk}/"
    delegation = Delegation.objects.get()
    assert delegation.limit_pence == 2_500_050
    assert timezone.localtime(delegation.starts_at).time() == dt.time()
    assert timezone.localdate(delegation.last_day) == day
    assert "£25,000.50" in text(client, f"{PEOPLE}{officer.pk}/")
    client.post(f"{PEOPLE}delegations/{delegation.pk}/end/")
    delegation.refresh_from_db()
    assert delegation.revoked_by == boss.user


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("limit", "", "Enter the most"),
        ("limit", "lots", "Enter an amount in pounds"),
        ("limit", "NaN", "amount in pounds"),
        ("limit", "Infinity", "amount in pounds"),
        ("limit", "1e3", "amount in pounds"),
        ("limit", "1,5", "amount in pounds"),
        ("limit", "٣", "amount in pounds"),
        ("limit", "100,000,000.01", "between one penny"),
        ("limit", "0", "between one penny"),
        ("limit", "-5", "between one penny"),
        ("limit", "1.005", "two figures for pence"),
        ("first_day", "soon", "first day as a date"),
        ("first_day", "2020-01-01", "first day is today or later"),
        ("last_day", "2020-01-01", "today or later"),
        ("last_day", "9999-12-31", "nearer"),
    ],
)
def test_what_makes_no_sense_is_said_and_kept(client, boss, officer, field, typed, said):
    day = timezone.localdate()
    told = {"limit": "5", "first_day": day, "last_day": day, field: typed}
    page = client.post(f"{PEOPLE}{officer.pk}/delegate/", told).content.decode()
    assert said in page
    assert not Delegation.objects.exists()
    if typed:
        assert f'value="{typed}"' in page


def test_nobody_is_offered_to_delegate_to_themselves(client, boss):
    page = text(client, f"{PEOPLE}{boss.pk}/")
    assert "Nobody grants this to themselves" in page
    assert client.get(f"{PEOPLE}{boss.pk}/delegate/").status_code == 403


def test_the_last_administrator_names_an_heir_to_step_down(client, boss, officer):
    address = f"{PEOPLE}{boss.pk}/"
    page = client.post(address, {"role": "member"}).content.decode()
    assert "Choose who becomes administrator" in page
    client.post(address, {"role": "member", "successor": officer.user_id})
    officer.refresh_from_db()
    boss.refresh_from_db()
    assert (officer.role, boss.role) == ("administrator", "member")


def test_or_to_leave(client, boss, officer):
    address = "/organisations/ashcombe/leave/"
    assert "Choose who becomes" in client.post(address, {}).content.decode()
    assert client.post(address, {"successor": officer.user_id})["Location"] == "/you/"
    assert not Membership.objects.filter(pk=boss.pk).exists()


def test_who_is_alone_is_told_to_find_somebody(client, boss):
    assert "nobody else belongs to it" in text(client, "/organisations/ashcombe/leave/")
    page = text(client, f"{PEOPLE}{boss.pk}/")
    assert "Save the role" not in page
    assert "Nobody else belongs to Ashcombe" in page


def test_a_plain_member_leaves_at_once(client, officer):
    client.force_login(officer.user)
    assert client.post("/organisations/ashcombe/leave/", {})["Location"] == "/you/"
    assert not Membership.objects.filter(pk=officer.pk).exists()


def test_removing_asks_first(client, boss, officer):
    address = f"{PEOPLE}{officer.pk}/remove/"
    assert "Remove Olive Officer?" in text(client, address)
    assert Membership.objects.filter(pk=officer.pk).exists()
    client.post(address)
    assert not Membership.objects.filter(pk=officer.pk).exists()


def test_the_page_takes_as_many_statements_for_many_as_for_one(
    client, boss, ashcombe, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked():
        with CaptureQueriesContext(connection) as captured:
            client.get(PEOPLE)
        return len(captured)

    def more():
        member = MemberFactory(organisation=ashcombe)
        DelegationFactory(organisation=ashcombe, user=member.user)
        RequestFactory(organisation=ashcombe)
        InvitationFactory(organisation=ashcombe)

    more()
    asked()
    few = asked()
    for _ in range(5):
        more()
    assert asked() == few


# Ways in ------------------------------------------------------------------------------------------


def test_the_join_page_names_the_council_and_what_the_site_holds(client, ashcombe):
    ashcombe.population = 118_000
    ashcombe.save()
    person = UserFactory(email="pat@ashcombe.gov.uk")
    client.force_login(person)
    assert "Join it" in text(client, "/you/")
    page = text(client, "/join/")
    assert "Ashcombe Council" in page
    assert "118,000" in page
    assert "Is something wrong here?" in page
    client.post("/join/", {"council": ashcombe.pk})
    page = text(client, "/join/")
    assert "You have asked to join" in page
    assert "118,000" in page  # and still what is held, while they wait
    request = MembershipRequest.objects.get()
    client.post(f"/join/{request.pk}/withdraw/")
    request.refresh_from_db()
    assert request.state == "withdrawn"


def test_where_councils_share_a_domain_it_asks_which(client, ashcombe):
    other = DomainFactory(domain="ashcombe.gov.uk", organisation__name="Other Council").organisation
    client.force_login(UserFactory(email="pat@ashcombe.gov.uk"))
    page = text(client, "/join/")
    assert "Which is yours?" in page
    assert "Choose your council" in client.post("/join/", {}).content.decode()
    client.post("/join/", {"council": other.pk})
    assert MembershipRequest.objects.get().organisation_id == other.pk


def test_nobody_asks_for_a_council_that_is_not_offered(client, ashcombe):
    client.force_login(UserFactory(email="pat@ashcombe.gov.uk"))
    client.post("/join/", {"council": DomainFactory().organisation_id})
    assert not MembershipRequest.objects.exists()


def test_a_domain_to_be_confirmed_is_said_to_be(client, ashcombe):
    ashcombe.email_domains.update(state="proposed")
    client.force_login(UserFactory(email="pat@ashcombe.gov.uk"))
    page = text(client, "/join/")
    assert "A moderator has to confirm" in page
    assert "What the site holds on Ashcombe" in page
    client.post("/join/", {"council": ashcombe.pk})
    assert not MembershipRequest.objects.exists()


def test_who_looks_at_a_request_is_said_as_it_is(client, ashcombe):
    client.force_login(UserFactory(email="pat@ashcombe.gov.uk"))
    assert "Nobody belongs to it here yet" in text(client, "/join/")
    member = MemberFactory(organisation=ashcombe)
    assert "Nobody administers it here yet" in text(client, "/join/")
    member.role = "administrator"
    member.save()
    assert "Its administrators are asked" in text(client, "/join/")


def test_an_administrators_own_page_says_who_waits(client, boss, officer, ashcombe):
    RequestFactory.create_batch(2, organisation=ashcombe)
    RequestFactory()
    assert "2 people ask to join Ashcombe Council" in text(client, "/you/")
    client.force_login(officer.user)
    assert "ask to join" not in text(client, "/you/")


def test_what_an_invitation_offers_is_not_offered_twice(client, ashcombe):
    InvitationFactory(organisation=ashcombe, email="pat@ashcombe.gov.uk")
    client.force_login(UserFactory(email="pat@ashcombe.gov.uk"))
    page = text(client, "/you/")
    assert "You are invited to Ashcombe Council" in page
    assert "Join it" not in page


def test_who_has_no_work_address_is_told_what_to_do(client):
    client.force_login(UserFactory(email="me@gmail.com"))
    assert "None of your confirmed addresses" in text(client, "/join/")


def test_who_belongs_to_a_supplier_is_offered_no_council(client, ashcombe):
    person = UserFactory(email="pat@ashcombe.gov.uk")
    MemberFactory(user=person, organisation=VendorFactory())
    client.force_login(person)
    page = text(client, "/join/")
    assert "You belong to a supplier" in page
    assert "Ask to join" not in page
    assert "Join it" not in text(client, "/you/")


def test_an_invitation_shows_nothing_to_anybody_else(client, ashcombe):
    invitation = InvitationFactory(organisation=ashcombe)
    address = f"/invitations/{invitations.token_of(invitation)}/"
    assert client.get(address)["Location"].startswith("/sign-in/")
    client.force_login(UserFactory())
    response = client.get(address)
    assert response.status_code == 404
    assert "Ashcombe" not in response.content.decode()
    assert invitation.email not in response.content.decode()
    invited = UserFactory(email=invitation.email)
    client.force_login(invited)
    assert "Join Ashcombe Council" in text(client, address)
    assert address in text(client, "/you/")
    assert client.post(address)["Location"] == PEOPLE
    assert Membership.objects.filter(user=invited, organisation=ashcombe).exists()
    # Opened once more by whoever took it, it leads on; by anybody else, nowhere.
    assert client.get(address)["Location"] == PEOPLE
    Membership.objects.filter(user=invited).delete()
    assert client.get(address).status_code == 404


def test_a_councils_page_says_how_its_people_join(client, ashcombe, officer):
    assert "/sign-up/" in text(client, "/councils/ashcombe/")
    client.force_login(UserFactory())
    assert "/join/" in text(client, "/councils/ashcombe/")
    client.force_login(officer.user)
    assert PEOPLE in text(client, "/councils/ashcombe/")
    client.force_login(MemberFactory().user)
    assert "Is this your council?" not in text(client, "/councils/ashcombe/")


def test_it_shows_the_domains_that_are_known(client, ashcombe):
    DomainFactory(organisation=ashcombe, domain="maybe.gov.uk", state="proposed")
    DomainFactory(organisation=ashcombe, domain="never.gov.uk", state="refused")
    page = text(client, "/councils/ashcombe/")
    assert "ashcombe.gov.uk" in page
    assert 'maybe.gov.uk <span class="quiet">(not confirmed)' in page
    assert "never.gov.uk" not in page
