"""How long mails are kept, and what the site gives and takes back of them to a person."""

from __future__ import annotations

import datetime as dt

import pytest

from marketplace.core import clock, registry
from marketplace.notifications import personal, sending
from marketplace.notifications.models import Mail
from marketplace.notifications.retention import forget_old
from tests.factories.accounts import UserFactory
from tests.factories.mail import MailFactory, send_what_is_due

pytestmark = pytest.mark.django_db


def days(number: float) -> dt.timedelta:
    return dt.timedelta(days=number)


def test_words_go_after_a_month_and_the_mail_after_half_a_year(settings):
    settings.MAIL_BODIES_KEPT_DAYS, settings.MAIL_KEPT_DAYS = 30, 180
    now = clock.now()
    ages = {29: True, 31: False, 179: False}
    mails = {age: MailFactory(state="sent", created_at=now - days(age)) for age in (*ages, 181)}
    waiting = MailFactory(created_at=now - days(200))
    assert forget_old() == 4
    assert not Mail.objects.filter(pk=mails[181].pk).exists()
    for age, kept in ages.items():
        mail = Mail.objects.get(pk=mails[age].pk)
        assert bool(mail.text) == kept
        assert (mail.erased_at is None) == kept
    waiting.refresh_from_db()
    assert waiting.text, "what was not sent yet is not old"
    assert forget_old() == 0


@pytest.mark.parametrize("state", ["sent", "failed"])
def test_a_link_that_no_longer_works_is_kept_no_longer(state):
    mail = MailFactory(
        state=state, secret=True, expires_at=clock.now() - dt.timedelta(minutes=1),
        created_at=clock.now() - dt.timedelta(hours=1),
    )  # fmt: skip
    forget_old()
    mail.refresh_from_db()
    assert (mail.text, mail.html) == ("", "")


def test_what_is_held_on_a_person_is_given_without_what_opens_a_door():
    person = UserFactory(email="jo@council.example")
    MailFactory(person=person, recipient="old@council.example", text="News", state="sent")
    MailFactory(recipient="Jo@council.example", text="Code 123", secret=True)
    MailFactory(recipient="other@council.example")
    [(name, rows)] = registry.personal_data.get("mails").export(person.pk)
    assert name == "mails"
    assert [(row["to"], row["state"], row["text"]) for row in rows] == [
        ("old@council.example", "sent", "News"),
        ("Jo@council.example", "queued", None),
    ]


def test_erasing_a_person_leaves_that_there_was_a_mail_and_sends_none(server):
    person = UserFactory()
    waiting = MailFactory(person=person, recipient=person.email, dedupe_key="x")
    sent = MailFactory(person=person, recipient=person.email, state="sent")
    other = MailFactory()
    for _ in range(2):
        personal.erase(person.pk)
    waiting.refresh_from_db()
    sent.refresh_from_db()
    assert (waiting.state, sent.state) == ("expired", "sent")
    for mail in (waiting, sent):
        assert mail.person is None
        assert mail.recipient + mail.subject + mail.text + mail.html == ""
    assert send_what_is_due() == 1
    assert server.recipients == [other.recipient]
    assert list(registry.personal_data.get("mails").export(person.pk)) == [("mails", [])]


def test_a_mail_that_is_at_hand_while_its_person_is_erased_is_not_tried_again(server):
    person = UserFactory()
    mail = MailFactory(person=person, recipient=person.email)
    server.refusals[person.email] = "451 later"
    held = sending.claim()
    personal.erase(person.pk)
    with sending.transport() as transport:
        transport.open()
        sending.settle(held, sending._attempt(transport, held))
    with clock.stopped_at(clock.now() + days(1)):
        assert send_what_is_due() == 0
    mail.refresh_from_db()
    assert (mail.state, mail.recipient) == ("expired", "")


def test_the_outbox_answers_for_its_table():
    assert "notifications.Mail" in registry.personal_data.get("mails").models
