"""Nobody writes a header of a mail by a line break in what they type, nor a mail to somebody else."""

from __future__ import annotations

import pytest
from django.core.cache import caches

from marketplace.core.actor import Actor
from marketplace.core.letters import send_letter
from marketplace.notifications.models import Mail
from marketplace.organisations import services
from marketplace.organisations.models import Role
from tests.factories.accounts import UserFactory, by_password
from tests.factories.asking import QuestionFactory
from tests.factories.catalogue import CaseStudyFactory
from tests.factories.organisations import AdministratorFactory, CouncilFactory, DomainFactory

pytestmark = pytest.mark.django_db

BREAKS = ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"]
BCC = "Bcc: evil@evil.example"


@pytest.fixture(autouse=True)
def queued(settings):
    """As on a site, where the headers of a mail are written down before it leaves."""
    settings.EMAIL_BACKEND = "marketplace.notifications.mail.OutboxBackend"
    caches["durable"].clear()


def assert_one_line(mail: Mail) -> None:
    for header in (mail.subject, mail.recipient, mail.sender, mail.reply_to, mail.message_id):
        assert len((header or "x").splitlines()) == 1, header
        assert not (set(header or "") & set("".join(BREAKS)))


@pytest.mark.parametrize("line_break", BREAKS)
def test_a_council_and_a_person_with_line_breaks_in_their_names(line_break):
    evil = f"Olive{line_break}{BCC}{line_break}{line_break}Dear all"
    council = CouncilFactory(name=f"Council {evil}", short_name=f"C{evil}"[:100])
    DomainFactory(organisation=council, domain="ashcombe.gov.uk")
    administrator = AdministratorFactory(organisation=council, user__name=evil).user
    actor = Actor(user_id=administrator.pk, organisation_id=council.pk)
    services.invite(
        organisation_id=council.pk, email="new@ashcombe.gov.uk", role=Role.MEMBER, actor=actor
    )
    mails = list(Mail.objects.all())
    assert mails
    for mail in mails:
        assert mail.recipient == "new@ashcombe.gov.uk"
        assert_one_line(mail)


@pytest.mark.parametrize("line_break", BREAKS)
def test_a_question_about_a_page_with_line_breaks_in_its_title(client, line_break):
    page = CaseStudyFactory(title=f"Gritting{line_break}{BCC}")
    AdministratorFactory(organisation=page.organisation)
    by_password(client, UserFactory(name=f"Olive{line_break}{BCC}"))
    client.post(f"/ask/{page.pk}/", {"text": f"How long?{line_break}{BCC}"})
    waiting = QuestionFactory(solution=page)
    by_password(client, page.organisation.memberships.get().user)
    client.post(f"/messages/{waiting.pk}/", {"text": "It took three months."})
    mails = list(Mail.objects.all())
    assert mails
    for mail in mails:
        assert_one_line(mail)
        assert "evil" not in mail.recipient


@pytest.mark.parametrize(
    "address",
    [
        "a@council.example\r\nBcc: evil@evil.example",
        "a@council.example\nevil@evil.example",
        "a@council.example, evil@evil.example",
        "a@council.example,evil@evil.example",
        "<a@council.example> evil@evil.example",
        "a@council.example;evil@evil.example",
        '"a\r\nBcc: evil@evil.example"@council.example',
    ],
)
@pytest.mark.parametrize("form", ["/sign-in/code/", "/password/forgotten/", "/sign-up/"])
def test_an_address_that_is_two_is_none(client, form, address):
    client.post(form, {"email": address, "name": "Olive Tran"})
    assert not Mail.objects.exists()


def test_nor_does_a_service_take_one():
    with pytest.raises(ValueError, match=r"(?i)newline|header|address|line"):
        send_letter(
            "organisations/mail/invited",
            to=f"a@council.example\n{BCC}",
            context={"url": "https://proven.example"},
        )
