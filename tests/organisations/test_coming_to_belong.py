"""From a confirmed address to a delegation that binds the next request, with every mail on the way."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from marketplace.accounts.signals import address_confirmed
from marketplace.core import clock
from marketplace.core.actor import SYSTEM
from marketplace.organisations import rules, services
from marketplace.organisations.models import Delegation, Membership, MembershipRequest
from tests.factories.accounts import UserFactory
from tests.factories.organisations import AdministratorFactory, CouncilFactory, DomainFactory

pytestmark = pytest.mark.django_db


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def newest(to, said):
    """The latest mail, which went to this person and says this; its link leads to the site."""
    letter = mail.outbox[-1]
    assert letter.to == [to.email]
    assert said in letter.subject
    assert letter.alternatives[0].mimetype == "text/html"
    return re.search(r"https?://[^/\s]+(/\S*)", letter.body).group(1)


@pytest.mark.journey
def test_sign_up_first_administrator_colleague_delegation(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    council = CouncilFactory(name="Ashcombe Council", short_name="Ashcombe", slug="ashcombe")
    domain = DomainFactory(organisation=council, domain="ashcombe.gov.uk", state="proposed")
    moderator = UserFactory(groups=["Moderators"])

    # Somebody confirms a work address; the council is named, but nobody has confirmed its domain.
    ann = UserFactory(email="ann@ashcombe.gov.uk", name="Ann First")
    address_confirmed.send(sender=None, user_id=ann.pk, email=ann.email)
    way = newest(ann, "Your address is of Ashcombe Council")
    anns = signed_in(ann)
    assert "A moderator has to confirm" in anns.get(way).content.decode()

    # A moderator does, and Ann is told.
    moderators = signed_in(moderator)
    moderators.post(f"/admin/organisations/domains/{domain.pk}/", {"do": "confirm"})
    way = newest(ann, "Your address is of Ashcombe Council")
    page = anns.get(way).content.decode()
    assert "Nobody belongs to it here yet" in page
    anns.post(way, {"council": council.pk})
    assert mail.outbox[-1].to == [settings.CONTACT_EMAIL]

    # The moderator names her the first administrator.
    request = MembershipRequest.objects.get()
    moderators.post(f"/admin/organisations/requests/{request.pk}/", {"do": "approve"})
    people = newest(ann, "You belong to Ashcombe Council now")
    assert anns.get("/councils/").wsgi_request.actor.organisation_id == council.pk

    # She invites a colleague, who signs up with that address and accepts.
    anns.post(f"{people}invite/", {"email": "bob@ashcombe.gov.uk", "role": "member"})
    bob = UserFactory(email="bob@ashcombe.gov.uk", name="Bob Second")
    sent = len(mail.outbox)
    address_confirmed.send(sender=None, user_id=bob.pk, email=bob.email)
    assert len(mail.outbox) == sent  # he has an invitation: one mail is enough
    link = newest(bob, "You are invited to join Ashcombe Council")
    bobs = signed_in(bob)
    assert bobs.post(link)["Location"] == people
    assert bobs.get(people).status_code == 200

    # She lets him approve spending; it binds at once, and calls for a second step.
    member = Membership.objects.get(user=bob)
    today = timezone.localdate().isoformat()
    told = {"limit": "25,000", "first_day": today, "last_day": today}
    anns.post(f"{people}{member.pk}/delegate/", told)
    newest(bob, "You can approve up to £25,000 for Ashcombe Council")
    assert rules.may_approve(bob, council, 2_500_000, clock.now())
    held = bobs.get(people)
    assert (held.status_code, held["Location"].partition("?")[0]) == (302, "/sign-in/second-step/")

    # Ended, it binds no longer from the next request on.
    delegation = Delegation.objects.get()
    anns.post(f"{people}delegations/{delegation.pk}/end/")
    newest(bob, "You can no longer approve up to £25,000")
    assert not rules.may_approve(bob, council, 1, clock.now())
    assert bobs.get(people).status_code == 200


def test_names_stand_in_mails_as_they_are_written(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    council = CouncilFactory(name="Ash & Oak <Council>")
    DomainFactory(organisation=council, domain="ash.gov.uk")
    boss = AdministratorFactory(organisation=council).user
    person = UserFactory(email="pat@ash.gov.uk", name="Pat O’Neil & Co")
    services.ask_to_join(user_id=person.pk, council_id=council.pk, actor=SYSTEM)
    letter = mail.outbox[-1]
    assert letter.to == [boss.email]
    assert "Ash & Oak <Council>" in letter.subject
    assert "Pat O’Neil & Co" in letter.body
    assert "Ash &amp; Oak &lt;Council&gt;" in letter.alternatives[0].content
    assert "{" not in letter.body
