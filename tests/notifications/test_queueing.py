"""Whoever sends a mail writes a row, in the transaction of what it tells of, and nothing else."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives, send_mail
from django.db import transaction

from marketplace.core import clock, runner
from marketplace.core.letters import Letter
from marketplace.notifications.mail import CannotBeQueued, OutboxBackend
from marketplace.notifications.models import Mail
from tests.factories.accounts import UserFactory
from tests.factories.mail import last_mail_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbox")]


def letter(**values) -> Letter:
    values = {"subject": "Hello", "body": "Words.", "to": ["jo@council.example"]} | values
    return Letter(**values)


def test_a_mail_is_written_with_all_that_it_needs():
    message = letter(
        reply_to=["ask@council.example"],
        headers={"List-Id": "<news>", "From": "Other <o@p.example>"},
    )
    message.attach_alternative("<p>Words.</p>", "text/html")
    assert message.send() == 1
    mail = last_mail_to("jo@council.example")
    assert (mail.subject, mail.text, mail.html) == ("Hello", "Words.", "<p>Words.</p>")
    assert mail.sender == "Other <o@p.example>"
    assert (mail.reply_to, mail.headers) == (["ask@council.example"], {"List-Id": "<news>"})
    assert mail.state == "queued"
    assert not mail.secret
    assert mail.message_id.endswith("@p.example>")


def test_several_recipients_are_a_mail_each_and_do_not_see_one_another():
    message = letter(to=["a@x.example", "b@x.example", "a@x.example"], bcc=["c@x.example"])
    message.send()
    mails = Mail.objects.order_by("pk")
    assert [mail.recipient for mail in mails] == ["a@x.example", "b@x.example", "c@x.example"]
    assert len({mail.message_id for mail in mails}) == 3


def test_what_a_library_sends_may_open_a_door_and_counts_as_secret():
    send_mail("Confirm", "https://proven.example/key", None, ["jo@council.example"])
    assert last_mail_to("jo@council.example").secret
    message = letter(to=["ab@x.example"])
    message.expires_at = clock.now() + dt.timedelta(hours=1)
    message.send()
    assert last_mail_to("ab@x.example").secret


def test_a_mail_knows_whose_it_is_by_an_address_that_they_have_shown_to_be_theirs():
    person = UserFactory(email="jo@council.example")
    EmailAddress.objects.create(user=person, email="Second@x.example", verified=True)
    EmailAddress.objects.create(user=person, email="claimed@x.example", verified=False)
    for address, whose in (
        ("Jo Bloggs <JO@council.example>", person),
        ("second@x.example", person),
        ("claimed@x.example", None),
        ("nobody@x.example", None),
    ):
        letter(to=[address]).send()
        assert last_mail_to(address).person == whose


def test_the_same_key_sends_once():
    for words in ("first", "second"):
        message = letter(body=words, to=["a@x.example", "b@x.example"])
        message.dedupe_key = "notice:7"
        message.send()
    assert set(Mail.objects.values_list("text", flat=True)) == {"first"}
    assert Mail.objects.count() == 2


def test_a_change_that_is_rolled_back_sends_nothing():
    def change():
        with transaction.atomic():
            letter().send()
            assert Mail.objects.count() == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change()
    assert not Mail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_sender_is_woken_after_the_commit(settings, monkeypatch):
    settings.REDIS_URL = ""
    nudged: set[str] = set()
    monkeypatch.setattr(runner, "_nudged", nudged)
    with transaction.atomic():
        letter().send()
        assert not nudged
    assert nudged == {"send_mail"}


BREAKS = ["\n", "\r", "\r\n"]


@pytest.mark.parametrize("line_break", BREAKS, ids=repr)
@pytest.mark.parametrize("where", ["subject", "from_email", "to", "bcc", "reply_to", "header"])
def test_no_header_can_be_brought_in_by_a_line_break(where, line_break):
    evil = f"jo@council.example{line_break}Bcc: all@council.example"
    values = {
        "subject": {"subject": evil},
        "from_email": {"from_email": evil},
        "to": {"to": [evil]},
        "bcc": {"bcc": [evil]},
        "reply_to": {"reply_to": [evil]},
        "header": {"headers": {"X-Thing": evil}},
    }[where]
    with pytest.raises(BadHeaderError):
        letter(**values).send()
    assert not Mail.objects.exists()


def test_what_the_outbox_does_not_keep_is_refused_in_words():
    message = letter()
    message.attach("scores.csv", "1,2,3", "text/csv")
    with pytest.raises(CannotBeQueued, match="link to the file instead"):
        message.send()
    calendar = EmailMultiAlternatives("Hello", "Words.", to=["jo@council.example"])
    calendar.attach_alternative("BEGIN:VCALENDAR", "text/calendar")
    with pytest.raises(CannotBeQueued, match="text/calendar"):
        calendar.send()
    with pytest.raises(CannotBeQueued, match="too long"):
        letter(to=["a" * 330 + "@x.example"]).send()


def test_whoever_asks_for_silence_gets_it():
    message = EmailMessage("Hello", "Words.", to=["jo@council.example"])
    message.attach("scores.csv", "1,2,3", "text/csv")
    assert OutboxBackend(fail_silently=True).send_messages([message]) == 0
    assert not Mail.objects.exists()


def test_a_mail_of_html_alone_stays_so():
    message = letter(body="<p>Words.</p>")
    message.content_subtype = "html"
    message.send()
    mail = last_mail_to("jo@council.example")
    assert (mail.text, mail.html) == ("", "<p>Words.</p>")
