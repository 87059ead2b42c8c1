"""Whose a work address is: domains admit once a moderator has confirmed them, and never gov.uk alone."""

import datetime as dt

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.actor import SYSTEM
from marketplace.core.models import Event
from marketplace.organisations import domains, receivers, services
from marketplace.organisations.queries import moderating, recognise
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    CouncilFactory,
    DomainFactory,
    InvitationFactory,
    MemberFactory,
)

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 26)


@pytest.fixture
def sent(settings):
    """What was mailed."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return mail.outbox


def names(councils):
    return [council.short_name for council in councils]


def test_a_confirmed_domain_admits_and_a_proposed_one_only_names():
    ours = DomainFactory(domain="ashcombe.gov.uk", organisation__short_name="Ashcombe")
    DomainFactory(domain="whinfell.gov.uk", state="proposed", organisation__short_name="Whinfell")
    found = recognise("pat@ashcombe.gov.uk", TODAY)
    assert (names(found.admitting), found.naming) == (["Ashcombe"], ())
    assert found.admitting[0].pk == ours.organisation_id
    found = recognise("pat@whinfell.gov.uk", TODAY)
    assert (found.admitting, names(found.naming)) == ((), ["Whinfell"])


def test_a_refused_domain_names_nobody():
    DomainFactory(domain="ashcombe.gov.uk", state="refused")
    assert not recognise("pat@ashcombe.gov.uk", TODAY)


@pytest.mark.parametrize(
    ("email", "counts"),
    [
        ("pat@ashcombe.gov.uk", True),
        ("PAT@Ashcombe.GOV.UK", True),
        ("pat@mail.ashcombe.gov.uk", True),
        ("pat@a.b.ashcombe.gov.uk", True),
        ("pat@notashcombe.gov.uk", False),
        ("pat@ashcombe.gov.uk.evil.example", False),
        ("pat@gov.uk", False),
        ("ashcombe.gov.uk", False),
        ("@ashcombe.gov.uk", False),
        ("pat@ashcombe.gov.uk@evil.example", False),
    ],
)
def test_the_domain_itself_and_what_is_below_it(email, counts):
    DomainFactory(domain="ashcombe.gov.uk")
    assert bool(recognise(email, TODAY)) is counts


def test_a_nearer_domain_counts_before_the_one_above_it():
    DomainFactory(domain="county.gov.uk", organisation__short_name="County")
    DomainFactory(domain="town.county.gov.uk", organisation__short_name="Town")
    assert names(recognise("pat@town.county.gov.uk", TODAY).admitting) == ["Town"]
    assert names(recognise("pat@county.gov.uk", TODAY).admitting) == ["County"]


def test_a_shared_domain_names_all_that_share_it():
    for name in ("South", "North"):
        DomainFactory(domain="northsouth.gov.uk", organisation__short_name=name)
    DomainFactory(domain="northsouth.gov.uk", state="proposed", organisation__short_name="East")
    found = recognise("pat@northsouth.gov.uk", TODAY)
    assert names(found.admitting) == ["North", "South"]
    assert names(found.naming) == ["East"]


def test_for_a_council_that_ended_stand_those_that_came_after_it():
    old = CouncilFactory(end_date=dt.date(2026, 4, 1))
    first, second = CouncilFactory(short_name="First"), CouncilFactory(short_name="Second")
    old.successors.set([first, second])
    DomainFactory(domain="old.gov.uk", organisation=old)
    assert names(recognise("pat@old.gov.uk", TODAY).admitting) == ["First", "Second"]
    assert recognise("pat@old.gov.uk", dt.date(2026, 3, 31)).admitting == (old,)


@pytest.mark.parametrize(
    "suffix", ["gov.uk", "gov.scot", "gov.wales", "police.uk", "uk", "ab.sch.uk"]
)
def test_a_suffix_below_which_others_register_admits_nobody_even_if_it_were_confirmed(suffix):
    DomainFactory(domain=suffix)
    assert not recognise(f"pat@{suffix}", TODAY)
    assert not recognise(f"pat@any.{suffix}", TODAY)


def test_free_mail_names_nobody_even_if_it_were_confirmed():
    DomainFactory(domain="gmail.com")
    assert not recognise("pat@gmail.com", TODAY)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("gov.uk", "nobody’s own"),
        ("@gov.scot", "nobody’s own"),
        ("police.uk", "nobody’s own"),
        ("anything.sch.uk", "nobody’s own"),
        ("localhost", "nobody’s own"),
        ("gmail.com", "Anybody can have"),
        ("mail.googlemail.com", "Anybody can have"),
        ("", "Enter a domain"),
        ("not a domain", "Enter a domain"),
        ("-a.gov.uk", "Enter a domain"),
    ],
)
def test_what_can_never_admit_is_refused_in_words(typed, why):
    with pytest.raises(services.DomainRefused, match=why):
        services.propose_domain(council_id=CouncilFactory().pk, domain=typed, actor=SYSTEM)


def test_one_that_came_with_a_register_cannot_be_confirmed_either():
    domain = DomainFactory(domain="gov.uk", state="proposed")
    with pytest.raises(services.DomainRefused):
        services.confirm_domain(domain_id=domain.pk, actor=SYSTEM)
    domain.refresh_from_db()
    assert domain.state == "proposed"


def test_confirming_says_who_and_tells_those_who_wait(sent):
    moderator = UserFactory()
    waiting, belonging = UserFactory(email="w@sub.ash.gov.uk"), UserFactory(email="b@ash.gov.uk")
    UserFactory(email="x@notash.gov.uk")
    MemberFactory(user=belonging)
    domain = DomainFactory(domain="ash.gov.uk", state="proposed")
    from marketplace.core.actor import Actor

    actor = Actor(user_id=moderator.pk)
    services.confirm_domain(domain_id=domain.pk, actor=actor)
    services.confirm_domain(domain_id=domain.pk, actor=actor)
    domain.refresh_from_db()
    assert (domain.state, domain.confirmed_by) == ("confirmed", moderator)
    assert [each.to for each in sent] == [[waiting.email]]
    assert domain.organisation.name in sent[0].subject
    assert Event.objects.filter(name="council.domain_confirmed").count() == 1


def test_a_refused_domain_that_is_proposed_again_is_to_be_confirmed_again():
    domain = DomainFactory(domain="ash.gov.uk")
    services.refuse_domain(domain_id=domain.pk, actor=SYSTEM)
    domain.refresh_from_db()
    assert (domain.state, domain.confirmed_at) == ("refused", None)
    services.propose_domain(council_id=domain.organisation_id, domain="ASH.gov.uk.", actor=SYSTEM)
    domain.refresh_from_db()
    assert domain.state == "proposed"


def test_the_domains_at_which_people_wait_are_confirmed_first(django_assert_num_queries):
    quiet = DomainFactory(domain="quiet.gov.uk", state="proposed")
    busy = DomainFactory(domain="Busy.gov.uk", state="proposed")
    UserFactory(email="a@busy.gov.uk")
    with django_assert_num_queries(1):
        found = list(moderating.domains_to_confirm())
    assert [(each.pk, each.people) for each in found] == [(busy.pk, 1), (quiet.pk, 0)]


def test_recognising_takes_three_statements_and_none_for_free_mail(django_assert_num_queries):
    DomainFactory(domain="ash.gov.uk")
    with django_assert_num_queries(3):
        recognise("pat@ash.gov.uk", TODAY)
    with django_assert_num_queries(0):
        recognise("pat@gmail.com", TODAY)
        recognise("pat@gov.uk", TODAY)


def test_who_confirms_an_address_is_told_whose_it_is(sent):
    from marketplace.accounts.signals import address_confirmed

    person = UserFactory(email="pat@ash.gov.uk")
    council = DomainFactory(domain="ash.gov.uk").organisation
    address_confirmed.send(sender=None, user_id=person.pk, email=person.email)
    assert [each.to for each in sent] == [[person.email]]
    event = Event.objects.get(name="person.recognised")
    assert event.after == {"admitting": [council.pk], "naming": []}


def test_who_belongs_is_invited_or_has_free_mail_is_told_nothing(sent):
    domain = DomainFactory(domain="ash.gov.uk")
    member = MemberFactory(organisation=domain.organisation).user
    invited, other = UserFactory(email="i@ash.gov.uk"), UserFactory(email="o@gmail.com")
    InvitationFactory(organisation=domain.organisation, email="i@ash.gov.uk")
    receivers.welcome(sender=None, user_id=member.pk, email="m@ash.gov.uk")
    receivers.welcome(sender=None, user_id=invited.pk, email=invited.email)
    receivers.welcome(sender=None, user_id=other.pk, email=other.email)
    assert sent == []
    assert not Event.objects.filter(name="person.recognised", thing_id=str(other.pk)).exists()


LABELS = st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True)


@given(st.lists(LABELS, min_size=1, max_size=4))
def test_no_lineage_holds_a_public_suffix_or_what_the_domain_is_not_below(labels):
    domain = ".".join([*labels, "gov", "uk"])
    above = domains.lineage(domain)
    assert above[0] == domain
    assert "gov.uk" not in above
    assert all(domain == each or domain.endswith("." + each) for each in above)


def test_the_lists_are_domains_as_we_write_them():
    for path in (domains.FREE_MAIL, domains.PUBLIC_SUFFIXES):
        for line in domains._listed(path):
            plain = line.removeprefix("*.")
            assert domains.normal(plain) == plain
