"""Somebody signs up with a work address, becomes their council's first administrator by a moderator's
word, invites a colleague and lets her approve spending: each step with its mail."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.organisations import rules
from tests.factories.accounts import UserFactory
from tests.factories.mail import last_mail_to
from tests.factories.organisations import CouncilFactory, DomainFactory
from tests.journeys.reader import Reader

pytestmark = [pytest.mark.browser, pytest.mark.journey]

PASSWORD = "three-words-of-ones-own"
CODE = re.compile(r"\b[A-Z]{4}-[A-Z]{4}\b")
ANN, BEA = "ann.first@ashcombe.example", "bea.second@ashcombe.example"


@pytest.fixture
def council(live_site, settings):
    settings.EMAIL_BACKEND = "marketplace.notifications.mail.OutboxBackend"
    council = CouncilFactory(name="Ashcombe Council", short_name="Ashcombe", slug="ashcombe")
    DomainFactory(organisation=council, domain="ashcombe.example", state="proposed")
    return council


def sign_up(reader, email, name):
    """From the sign-in page to one's own page, by the code in the mail."""
    reader.open("/sign-in/")
    reader.follow("Make an account")
    reader.look()
    reader.type("Work e-mail address", email)
    reader.type("Your name", name)
    reader.type("Password (optional)", PASSWORD)
    reader.press("Make an account")
    reader.look()
    reader.type("Code", CODE.search(last_mail_to(email).text)[0])
    reader.press("Confirm")
    expect(reader.page).to_have_url(f"{reader.server}/you/")


def link_in(mail, path):
    return re.search(rf"https?://[^/\s]+({path}\S*)", mail.text)[1]


@pytest.mark.parametrize("width", [1280, 375])
def test_from_signing_up_to_a_delegation(browser, council, live_server, width):
    moderator = UserFactory(name="Mo Moderator", groups=["Moderators"], app=True)
    server = live_server.url

    # Recognised, but nobody has confirmed the domain.
    ann = Reader(browser, server, width)
    sign_up(ann, ANN, "Ann First")
    ann.look()
    letter = last_mail_to(ANN)
    assert "Ashcombe Council" in letter.subject
    ann.open(link_in(letter, "/join/"))
    expect(ann.page.get_by_text("A moderator has to confirm first")).to_be_visible()
    ann.look()

    # A moderator confirms it, and Ann asks.
    mo = Reader(browser, server, 1280, moderator, "/admin/organisations/domains/")
    mo.press("Confirm ashcombe.example")
    expect(mo.page.get_by_text("None waits.")).to_be_visible()
    ann.open(link_in(last_mail_to(ANN), "/join/"))
    expect(ann.page.get_by_text("Nobody belongs to it here yet")).to_be_visible()
    ann.look()
    ann.press("Ask to join Ashcombe")
    expect(ann.page.get_by_text("wait for an answer")).to_be_visible()

    # The moderator names her the first administrator.
    mo.open("/admin/organisations/requests/")
    mo.page.get_by_role("button", name=re.compile("^Name as administrator")).click()
    expect(mo.page.get_by_text("Every organisation with people")).to_be_visible()
    assert "You belong to Ashcombe Council now" in last_mail_to(ANN).subject

    # She invites a colleague, who signs up with that address and accepts.
    ann.open("/organisations/ashcombe/people/")
    ann.look()
    ann.follow("Invite somebody")
    ann.look()
    ann.type("Their work e-mail address", BEA)
    ann.press("Send the invitation")
    way = link_in(last_mail_to(BEA), "/invitations/")
    bea = Reader(browser, server, width)
    sign_up(bea, BEA, "Bea Second")
    bea.open(way)
    bea.look()
    bea.press("Join Ashcombe")
    expect(bea.page).to_have_url(f"{server}/organisations/ashcombe/people/")

    # She lets her approve spending: it binds at once, and asks for a second step.
    ann.open("/organisations/ashcombe/people/")
    ann.follow("Manage Bea Second")
    ann.look()
    ann.follow("Let them approve spending")
    ann.look()
    today = timezone.localdate().isoformat()
    ann.type("Up to how much, in pounds", "lots")
    ann.type("From", today)
    ann.type("Until the end of", today)
    ann.press("Let them approve")
    expect(ann.page.get_by_role("alert")).to_contain_text("There is a problem")
    expect(ann.page.get_by_label("Until the end of", exact=True)).to_have_value(today)
    ann.type("Up to how much, in pounds", "£25,000")
    ann.press("Let them approve")
    assert "You can approve up to £25,000 for Ashcombe Council" in last_mail_to(BEA).subject
    approver = User.objects.get(email=BEA)
    assert rules.may_approve(approver, council, 2_500_000, clock.now())
    bea.open("/organisations/ashcombe/people/")
    expect(bea.page).to_have_url(re.compile("/sign-in/second-step/"))
    bea.look()
    for reader in (ann, bea, mo):
        reader.context.close()
