"""Asking to join, being let in, being invited: nobody twice, nobody on both sides, nothing lost."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.core import clock, registry
from marketplace.core.actor import SYSTEM, Actor
from marketplace.core.models import Event
from marketplace.organisations import services
from marketplace.organisations.models import (
    Invitation,
    Membership,
    MembershipRequest,
    Role,
)
from marketplace.organisations.queries import invitations, moderating
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    AdministratorFactory,
    CouncilFactory,
    DomainFactory,
    InvitationFactory,
    MemberFactory,
    RequestFactory,
    VendorFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sent(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return mail.outbox


@pytest.fixture
def ashcombe():
    council = CouncilFactory(name="Ashcombe Council", short_name="Ashcombe", slug="ashcombe")
    DomainFactory(organisation=council, domain="ashcombe.gov.uk")
    return council


@pytest.fixture
def pat():
    return UserFactory(email="pat@ashcombe.gov.uk", name="Pat")


def as_(user):
    return Actor(user_id=user.pk)


def ask(person, council):
    return services.ask_to_join(user_id=person.pk, council_id=council.pk, actor=as_(person))


# Asking -------------------------------------------------------------------------------------------


def test_one_asks_once_however_often_one_asks(pat, ashcombe):
    assert ask(pat, ashcombe) == ask(pat, ashcombe)
    request = MembershipRequest.objects.get()
    assert (request.state, request.email) == ("waiting", pat.email)
    assert Event.objects.filter(name="member.asked").count() == 1


def test_an_address_that_was_not_confirmed_opens_nothing(pat, ashcombe):
    EmailAddress.objects.filter(user=pat).update(verified=False)
    with pytest.raises(services.MembershipRefused, match="None of your confirmed"):
        ask(pat, ashcombe)


def test_nor_does_a_domain_that_was_not_confirmed(pat, ashcombe):
    ashcombe.email_domains.update(state="proposed")
    with pytest.raises(services.MembershipRefused):
        ask(pat, ashcombe)


def test_nor_another_councils_domain(pat):
    with pytest.raises(services.MembershipRefused):
        ask(pat, DomainFactory().organisation)


def test_a_second_confirmed_address_counts_too(ashcombe):
    person = UserFactory(email="me@home.example")
    EmailAddress.objects.create(user=person, email="me@ashcombe.gov.uk", verified=True)
    assert ask(person, ashcombe).email == "me@ashcombe.gov.uk"


def test_the_administrators_are_told_or_the_moderators_where_there_is_none(
    pat, ashcombe, sent, settings
):
    ask(pat, ashcombe)
    assert [each.to for each in sent] == [[settings.CONTACT_EMAIL]]
    boss = AdministratorFactory(organisation=ashcombe).user
    ask(UserFactory(email="sam@ashcombe.gov.uk"), ashcombe)
    assert sent[-1].to == [boss.email]
    assert "sam@ashcombe.gov.uk" in sent[-1].body


def test_what_was_asked_can_be_taken_back_by_whoever_asked_alone(pat, ashcombe):
    request = ask(pat, ashcombe)
    other = UserFactory()
    services.withdraw_request(user_id=other.pk, request_id=request.pk, actor=as_(other))
    request.refresh_from_db()
    assert request.state == "waiting"
    services.withdraw_request(user_id=pat.pk, request_id=request.pk, actor=as_(pat))
    request.refresh_from_db()
    assert request.state == "withdrawn"
    assert ask(pat, ashcombe) != request


def test_who_asks_again_and_again_is_stopped(pat, ashcombe):
    for _ in range(3):
        request = ask(pat, ashcombe)
        services.withdraw_request(user_id=pat.pk, request_id=request.pk, actor=as_(pat))
    with pytest.raises(services.MembershipRefused, match="several times lately"):
        ask(pat, ashcombe)


# Being let in -------------------------------------------------------------------------------------


def test_who_is_let_in_belongs_and_is_told(sent):
    request, boss = RequestFactory(), UserFactory()
    membership = services.approve_request(request_id=request.pk, actor=as_(boss))
    assert membership.role == Role.MEMBER
    request.refresh_from_db()
    assert (request.state, request.decided_by) == ("approved", boss)
    assert sent[-1].to == [request.user.email]
    assert services.approve_request(request_id=request.pk, actor=as_(boss)) == membership


def test_a_moderator_names_the_first_administrator():
    request = RequestFactory()
    assert moderating.without_administrator().get().pk == request.organisation_id
    membership = services.approve_request(
        request_id=request.pk, role=Role.ADMINISTRATOR, actor=SYSTEM
    )
    assert membership.is_administrator
    assert not moderating.without_administrator().exists()


def test_who_was_declined_is_told_and_not_let_in_by_an_old_page(sent):
    request = RequestFactory()
    services.decline_request(request_id=request.pk, actor=SYSTEM)
    services.decline_request(request_id=request.pk, actor=SYSTEM)
    assert [each.to for each in sent] == [[request.user.email]]
    with pytest.raises(services.MembershipRefused, match="declined by now"):
        services.approve_request(request_id=request.pk, actor=SYSTEM)


def test_who_belongs_cannot_be_declined_by_an_old_page():
    request = RequestFactory()
    services.approve_request(request_id=request.pk, actor=SYSTEM)
    with pytest.raises(services.MembershipRefused, match="belong to it already"):
        services.decline_request(request_id=request.pk, actor=SYSTEM)


def test_a_domain_that_was_refused_meanwhile_lets_nobody_in():
    request = RequestFactory()
    services.refuse_domain(domain_id=request.organisation.email_domains.get().pk, actor=SYSTEM)
    with pytest.raises(services.MembershipRefused, match="no longer"):
        services.approve_request(request_id=request.pk, actor=SYSTEM)


def test_an_address_that_is_somebody_elses_by_now_lets_nobody_in():
    request = RequestFactory()
    EmailAddress.objects.filter(user=request.user).delete()
    with pytest.raises(services.MembershipRefused, match="no longer"):
        services.approve_request(request_id=request.pk, actor=SYSTEM)


def test_a_council_that_ended_meanwhile_lets_nobody_in():
    request = RequestFactory(organisation__end_date=dt.date(2020, 1, 1))
    with pytest.raises(services.MembershipRefused, match="has ended"):
        services.approve_request(request_id=request.pk, actor=SYSTEM)


# Two sides ----------------------------------------------------------------------------------------


def test_who_belongs_to_a_supplier_never_belongs_to_a_council(pat, ashcombe):
    request = ask(pat, ashcombe)
    services.add_member(user_id=pat.pk, organisation_id=VendorFactory().pk, actor=SYSTEM)
    for call in (
        lambda: services.approve_request(request_id=request.pk, actor=SYSTEM),
        lambda: services.add_member(user_id=pat.pk, organisation_id=ashcombe.pk, actor=SYSTEM),
    ):
        with pytest.raises(services.MembershipRefused, match="supplier"):
            call()
    assert pat.memberships.count() == 1


def test_nor_the_other_way_round(pat):
    MemberFactory(user=pat)
    with pytest.raises(services.MembershipRefused, match="council"):
        services.add_member(user_id=pat.pk, organisation_id=VendorFactory().pk, actor=SYSTEM)


def test_who_has_left_one_side_may_go_to_the_other(pat):
    left = MemberFactory(user=pat).organisation
    services.leave_organisation(user_id=pat.pk, organisation_id=left.pk, actor=as_(pat))
    services.add_member(user_id=pat.pk, organisation_id=VendorFactory().pk, actor=SYSTEM)


# Inviting -----------------------------------------------------------------------------------------


def invite(council, email="new@ashcombe.gov.uk", **values):
    boss = AdministratorFactory(organisation=council).user
    return services.invite(organisation_id=council.pk, email=email, actor=as_(boss), **values)


def accept(invitation, person):
    return services.accept_invitation(
        token=invitations.token_of(invitation), user_id=person.pk, actor=as_(person)
    )


def test_an_invitation_lets_its_address_in_once(ashcombe, sent):
    invitation = invite(ashcombe, " New@Ashcombe.GOV.UK ", role=Role.ADMINISTRATOR)
    assert sent[-1].to == ["new@ashcombe.gov.uk"]
    assert invitations.token_of(invitation) in sent[-1].body
    assert sent[-1].expires_at == invitation.expires_at
    person = UserFactory(email="new@ashcombe.gov.uk")
    membership = accept(invitation, person)
    assert membership.is_administrator
    assert accept(invitation, person) == membership
    services.remove_member(membership_id=membership.pk, actor=SYSTEM)
    with pytest.raises(services.MembershipRefused, match="does not work for you"):
        accept(invitation, person)


def test_it_belongs_to_the_address_and_not_to_whoever_holds_the_link(ashcombe):
    invitation = invite(ashcombe)
    thief, unconfirmed = UserFactory(), UserFactory(email="other@ashcombe.gov.uk")
    EmailAddress.objects.create(user=unconfirmed, email=invitation.email, verified=False)
    for person in (thief, unconfirmed):
        with pytest.raises(services.MembershipRefused, match="does not work for you"):
            accept(invitation, person)
    assert accept(invitation, UserFactory(email=invitation.email))


def test_it_runs_out_after_seven_days(ashcombe):
    invitation = invite(ashcombe)
    person = UserFactory(email=invitation.email)
    with clock.stopped_at(invitation.expires_at), pytest.raises(services.MembershipRefused):
        accept(invitation, person)
    with clock.stopped_at(invitation.expires_at - dt.timedelta(seconds=1)):
        assert accept(invitation, person)


def test_sent_again_it_works_by_the_new_link_alone(ashcombe):
    first = invite(ashcombe)
    old = invitations.token_of(first)
    second = services.resend_invitation(invitation_id=first.pk, actor=SYSTEM)
    person = UserFactory(email=first.email)
    with pytest.raises(services.MembershipRefused):
        services.accept_invitation(token=old, user_id=person.pk, actor=as_(person))
    assert accept(second, person)
    with pytest.raises(services.MembershipRefused, match="accepted by now"):
        services.resend_invitation(invitation_id=first.pk, actor=SYSTEM)


def test_withdrawn_it_works_no_more(ashcombe):
    invitation = invite(ashcombe)
    services.withdraw_invitation(invitation_id=invitation.pk, actor=SYSTEM)
    services.withdraw_invitation(invitation_id=invitation.pk, actor=SYSTEM)
    with pytest.raises(services.MembershipRefused):
        accept(invitation, UserFactory(email=invitation.email))


@pytest.mark.parametrize("token", ["", "x", "WzEsMV0:forged:forged"])
def test_what_nobody_signed_opens_nothing(token):
    person = UserFactory()
    with pytest.raises(services.MembershipRefused, match="does not work for you"):
        services.accept_invitation(token=token, user_id=person.pk, actor=as_(person))


def test_a_council_invites_only_its_own_addresses_a_supplier_anybody(ashcombe):
    for outside in ("a@gmail.com", "a@other.gov.uk", "a@notashcombe.gov.uk"):
        with pytest.raises(services.MembershipRefused, match="confirmed domains"):
            invite(ashcombe, outside)
    ashcombe.email_domains.update(state="proposed")
    with pytest.raises(services.MembershipRefused, match="confirmed domains"):
        invite(ashcombe)
    assert invite(VendorFactory(), "a@gmail.com")
    with pytest.raises(ValidationError):
        invite(VendorFactory(), "nobody")


def test_a_moderator_vouches_for_any_address(ashcombe):
    invitation = services.invite(
        organisation_id=ashcombe.pk, email="shared@service.example", vouched=True, actor=SYSTEM
    )
    assert accept(invitation, UserFactory(email=invitation.email))


def test_one_address_has_one_open_invitation_and_is_not_pestered(ashcombe, sent):
    for _ in range(5):
        invite(ashcombe)
    assert Invitation.objects.count() == 1
    with pytest.raises(services.MembershipRefused, match="often enough"):
        invite(ashcombe)
    assert len(sent) == 5


def test_withdrawing_and_inviting_again_does_not_pester_either(ashcombe):
    for _ in range(3):
        invitation = invite(ashcombe)
        services.withdraw_invitation(invitation_id=invitation.pk, actor=SYSTEM)
    with pytest.raises(services.MembershipRefused, match="several times lately"):
        invite(ashcombe)


def test_a_supplier_that_nobody_has_verified_invites_its_first_few_alone():
    vendor = VendorFactory()
    for number in range(3):
        invite(vendor, f"a{number}@a.example")
    with pytest.raises(services.MembershipRefused, match="Too many"):
        invite(vendor, "a3@a.example")
    services.verify_vendor(vendor_id=vendor.pk, actor=SYSTEM)
    invite(vendor, "a3@a.example")


def test_whether_an_address_is_registered_changes_nothing(ashcombe, sent):
    UserFactory(email="known@ashcombe.gov.uk")
    for email in ("known@ashcombe.gov.uk", "unknown@ashcombe.gov.uk"):
        invite(ashcombe, email)
    known, unknown = (each.body for each in sent)
    cut = [body[: body.index("/invitations/")] for body in (known, unknown)]
    assert cut[0] == cut[1]


def test_who_belongs_already_is_not_invited(ashcombe, sent):
    MemberFactory(organisation=ashcombe, user__email="pat@ashcombe.gov.uk")
    with pytest.raises(services.MembershipRefused, match="belongs to it already"):
        invite(ashcombe, "Pat@ashcombe.gov.uk")
    assert not sent


def test_an_invitation_does_not_open_the_other_side(ashcombe):
    invitation = invite(ashcombe)
    person = UserFactory(email=invitation.email)
    MemberFactory(user=person, organisation=VendorFactory())
    with pytest.raises(services.MembershipRefused, match="supplier"):
        accept(invitation, person)
    invitation.refresh_from_db()
    assert invitation.state == "pending"


def test_who_joins_by_invitation_waits_no_more(ashcombe):
    person = UserFactory(email="new@ashcombe.gov.uk")
    request = ask(person, ashcombe)
    accept(invite(ashcombe), person)
    request.refresh_from_db()
    assert request.state == "approved"


def test_open_is_the_same_to_the_rule_and_to_the_query():
    from marketplace.organisations import rules

    now = clock.now()
    for state in ("pending", "accepted", "withdrawn"):
        for seconds in (-1, 0, 1):
            InvitationFactory(state=state, expires_at=now + dt.timedelta(seconds=seconds))
    told = {each.pk for each in Invitation.objects.all() if rules.is_open(each, now)}
    assert told == set(Invitation.objects.open(now).values_list("pk", flat=True))
    assert len(told) == 1


# A person is forgotten ----------------------------------------------------------------------------


def test_who_is_forgotten_leaves_no_place_and_no_address_behind(ashcombe):
    from marketplace.organisations import personal_data

    person = UserFactory(email="gone@ashcombe.gov.uk")
    AdministratorFactory(user=person, organisation=ashcombe)
    RequestFactory(user=person)
    InvitationFactory(email=person.email)
    counts = registry.personal_data.get("organisations").counts(person.pk)
    assert [count for _, count in counts] == [1, 1, 1, 0]
    personal_data.erase(person.pk)
    personal_data.erase(person.pk)
    assert not Membership.objects.filter(user=person).exists()
    assert not MembershipRequest.objects.exclude(email="").exists()
    assert not Invitation.objects.exclude(email="").exists()
    assert not MembershipRequest.objects.filter(state="waiting").exists()


def test_addresses_of_invitations_that_ended_long_ago_are_forgotten(settings):
    from marketplace.organisations.registrations import forget_invitations

    settings.INVITATIONS_KEPT_DAYS = 90
    now, long_ago = clock.now(), clock.now() - dt.timedelta(days=91)
    run_out = InvitationFactory(expires_at=long_ago)
    used = InvitationFactory(state="accepted", settled_at=long_ago, expires_at=long_ago)
    kept = [
        InvitationFactory(expires_at=now - dt.timedelta(days=89)),
        InvitationFactory(state="accepted", settled_at=now, expires_at=long_ago),
        InvitationFactory(),
    ]
    forget_invitations()
    forget_invitations()
    assert set(Invitation.objects.exclude(email="")) == set(kept)
    run_out.refresh_from_db()
    used.refresh_from_db()
    assert (run_out.state, used.state) == ("withdrawn", "accepted")


@pytest.mark.parametrize(("expired", "opens"), [(False, True), (True, False)])
def test_an_invitation_that_is_open_opens_closed_registration(client, settings, expired, opens):
    """They confirm their address like everybody else: the link alone shows nothing."""
    settings.SIGN_UP = False
    sent = InvitationFactory(email="bob@ashcombe.example")
    if expired:
        sent.expires_at = timezone.now() - dt.timedelta(seconds=1)
        sent.save()
    link = f"/invitations/{invitations.token_of(sent)}/"
    answer = client.get(link)
    assert answer["Location"].startswith("/sign-in/?next=/invitations/")
    assert ("/sign-up/" in client.get(answer["Location"]).content.decode()) is opens
    typed = {"email": sent.email, "name": "Bob", "password1": "three-words-of-ones-own"}
    client.post("/sign-up/", typed)
    assert User.objects.filter(email=sent.email).exists() is opens
    assert not EmailAddress.objects.filter(email=sent.email, verified=True).exists()
