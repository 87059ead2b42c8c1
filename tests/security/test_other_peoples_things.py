"""What belongs to somebody is not found by another person, who knows or guesses its number."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import caches

from marketplace.organisations.queries import invitations
from tests.factories.accounts import UserFactory
from tests.factories.asking import QuestionFactory
from tests.factories.catalogue import CaseStudyFactory
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
from tests.security.rows import changed, everything
from tests.security.walking import ours

pytestmark = pytest.mark.django_db

# Whatever a form of ours may be looking for, so that a view that were open would do its work.
POSTED = {
    "do": "approve", "role": "administrator", "name": "Taken", "organisation": "1", "email": "x@x.example",
    "limit": "5000", "first_day": "2030-01-01", "last_day": "2030-12-31", "text": "An answer to it.",
    "successor": "1", "council": "1",
}  # fmt: skip
DEEDS = ("approve", "decline", "withdraw", "resend", "publish", "hide", "close")

# By the name of an address: how what belongs to somebody (see `theirs`) stands in it.
BELONGS = {
    "organisation-people": lambda t: {"slug": t.council.slug},
    "organisation-invite": lambda t: {"slug": t.council.slug},
    "organisation-invitation": lambda t: {"slug": t.council.slug, "pk": t.invitation.pk},
    "organisation-request": lambda t: {"slug": t.council.slug, "pk": t.request.pk},
    "organisation-delegation-end": lambda t: {"slug": t.council.slug, "pk": t.delegation.pk},
    "organisation-person": lambda t: {"slug": t.council.slug, "pk": t.member.pk},
    "organisation-remove": lambda t: {"slug": t.council.slug, "pk": t.member.pk},
    "organisation-delegate": lambda t: {"slug": t.council.slug, "pk": t.member.pk},
    "organisation-leave": lambda t: {"slug": t.council.slug},
    "organisation-follow": lambda t: {"slug": t.council.slug},
    "invitation": lambda t: {"token": invitations.token_of(t.invitation)},
    "join-withdraw": lambda t: {"pk": t.request.pk},
    "vendor": lambda t: {"slug": t.vendor.slug},
    "message": lambda t: {"pk": t.message.pk},
    "message-decide": lambda t: {"pk": t.message.pk},
    "mfa_edit_webauthn": lambda t: {"pk": t.passkey.pk},
    "mfa_remove_webauthn": lambda t: {"pk": t.passkey.pk},
}
# Addresses with a parameter that belongs to nobody, and why.
NOBODYS = {
    "council": "the page of a council is for everybody",
    "ask": "a solution that everybody reads",
    "correct": "a solution that everybody reads",
    "openid_connect_login": "the name of the provider that the site has",
    "openid_connect_callback": "the name of the provider that the site has",
    "sent-mail-one": "in a demonstration alone, which shows its mails to whoever sits at it",
    "sent-mail-html": "in a demonstration alone, which shows its mails to whoever sits at it",
    "media": "pictures of pages; documents are not served there",
    "documents/<int:document_id>/<str:document_filename>": "Wagtail's privacy of collections",
    "wagtaildocs_serve": "Wagtail's privacy of collections",
    "wagtaildocs_authenticate_with_password": "asks for the password of the collection",
    "wagtailcore_authenticate_with_password": "asks for the password of the page",
    "wagtail_serve": "Wagtail's privacy of pages",
}


class Theirs:
    """A council with its people, a supplier that is not verified, and what they hold."""

    def __init__(self) -> None:
        self.council = CouncilFactory(name="Secretham Council", short_name="Secretham")
        DomainFactory(organisation=self.council, domain="secretham.gov.uk")
        self.administrator = AdministratorFactory(organisation=self.council)
        self.member = MemberFactory(organisation=self.council, user__name="Sec Retmember")
        self.invitation = InvitationFactory(
            organisation=self.council, email="secret@secretham.gov.uk"
        )
        self.request = RequestFactory(organisation=self.council)
        self.delegation = DelegationFactory(organisation=self.council, user=self.member.user)
        self.vendor = VendorFactory(name="Secretsoft Ltd", short_name="Secretsoft")
        solution = CaseStudyFactory(organisation=self.council)
        self.message = QuestionFactory(solution=solution, asker=self.member.user, text="Secret it?")
        self.passkey = Authenticator.objects.create(
            user=self.member.user, type="webauthn", data={"name": "Secret key", "credential": {}}
        )


@pytest.fixture
def theirs():
    caches["durable"].clear()
    return Theirs()


SECRETS = ("Sec Retmember", "secret@secretham", "Secretsoft", "Secret it?", "Secret key")


def nobody(client):
    return None


def somebody(client):
    client.force_login(UserFactory())


def administrator_elsewhere(client):
    client.force_login(AdministratorFactory().user)


def supplier(client):
    client.force_login(AdministratorFactory(organisation=VendorFactory()).user)


def tries(client, address):
    """By looking, and by every deed that a form there may have."""
    yield client.get(address)
    for deed in DEEDS:
        yield client.post(address, {**POSTED, "do": deed})


def test_each_address_with_a_parameter_is_told_of_here():
    with_one = {each.name for each in ours() if each.parameters and not each.is_of_admin}
    new = with_one - set(BELONGS) - set(NOBODYS)
    assert not new, (
        f"{sorted(new)}: say in BELONGS how something of another person stands in this address, "
        "or in NOBODYS why it belongs to nobody"
    )
    there = {each.name for each in ours()}
    assert set(BELONGS) <= there
    assert not set(BELONGS) & set(NOBODYS)


@pytest.mark.parametrize("who", [nobody, somebody, administrator_elsewhere, supplier])
@pytest.mark.parametrize("name", BELONGS)
def test_another_person_finds_nothing_and_changes_nothing(client, theirs, name, who):
    who(client)
    found = next(each for each in ours() if each.name == name)
    address = found.at(**BELONGS[name](theirs))
    before = everything()
    for answer in tries(client, address):
        status, page = answer.status_code, answer.content.decode()
        refused = {403, 404, 405}
        leads_to_sign_in = status == 302 and answer["Location"].startswith("/sign-in/")
        leads_to_password = status == 302 and answer["Location"].startswith("/you/security/again/")
        assert status in refused or leads_to_sign_in or leads_to_password, (address, status)
        assert not [secret for secret in SECRETS if secret in page], address
    assert changed(before, everything()) == []


@pytest.mark.parametrize("name", [n for n in BELONGS if n.startswith("organisation-")])
def test_an_administrator_reaches_nobody_elses_through_the_own_address(client, theirs, name):
    """The own council's name, and a number from another."""
    own = AdministratorFactory()
    client.force_login(own.user)
    given = BELONGS[name](theirs)
    if "pk" not in given:
        return
    found = next(each for each in ours() if each.name == name)
    address = found.at(**{**given, "slug": own.organisation.slug})
    before = everything()
    for answer in tries(client, address):
        assert answer.status_code in (404, 405), (address, answer.status_code)
        assert not [secret for secret in SECRETS if secret in answer.content.decode()]
    assert changed(before, everything()) == []


@pytest.mark.parametrize("name", ["organisation-invite", "organisation-person", "organisation-delegate"])  # fmt: skip
def test_a_member_does_not_manage_the_own_council(client, theirs, name):
    client.force_login(theirs.member.user)
    found = next(each for each in ours() if each.name == name)
    before = everything()
    for answer in tries(client, found.at(**BELONGS[name](theirs))):
        assert answer.status_code == 403
    assert changed(before, everything()) == []


def test_the_owner_reaches_each_of_them(client, theirs):
    """Or nothing would be shown by the rest."""
    reached = {}
    for name, given in BELONGS.items():
        owner = theirs.administrator.user
        if name in ("message", "message-decide", "mfa_edit_webauthn", "mfa_remove_webauthn"):
            owner = theirs.member.user
        if name == "invitation":
            owner = UserFactory(email=theirs.invitation.email)
        if name == "join-withdraw":
            owner = theirs.request.user
        if name == "vendor":
            owner = AdministratorFactory(organisation=theirs.vendor).user
        client.force_login(owner)
        found = next(each for each in ours() if each.name == name)
        reached[name] = client.get(found.at(**given(theirs))).status_code
    assert {name: status for name, status in reached.items() if status not in (200, 302, 405)} == {}
    assert list(reached.values()).count(200) > 9


def test_nobody_acts_for_an_organisation_that_is_not_theirs(client, theirs):
    client.force_login(UserFactory())
    answer = client.post("/acting-for/", {"organisation": theirs.council.pk})
    assert answer.status_code == 403
    assert "acting_for" not in client.session


def test_a_session_list_ends_the_own_sessions_alone(client, theirs):
    """Whatever number is posted along."""
    client.force_login(UserFactory())
    before = everything()
    client.post("/you/security/sessions/", {"pk": 1, "session": 1, "user": theirs.member.user_id})
    assert [line for line in changed(before, everything()) if "user" in line] == []
