"""Moderators see what was sent and what was not, and have it sent again; nobody reads a code there."""

from __future__ import annotations

import pytest
from django.urls import reverse

from marketplace.core.models import Event
from marketplace.notifications.models import Mail
from marketplace.notifications.words import why
from tests.factories.accounts import UserFactory
from tests.factories.mail import MailFactory, send_what_is_due

pytestmark = pytest.mark.django_db

SECRET = "https://proven.example/confirm/k3y"


@pytest.fixture
def moderator(client):
    person = UserFactory(groups=["Moderators"])
    client.force_login(person)
    return person


def test_moderators_see_mails_and_why_one_was_not_sent(client, moderator):
    MailFactory(subject="It failed", state="failed", last_error_kind="recipient_550_5.1.1")
    MailFactory(subject="It waits")
    page = client.get(reverse("mails:index")).content.decode()
    assert "It failed" in page
    assert "there is no such mailbox" in page
    assert "mails/new" not in page
    failed = client.get(reverse("mails:index"), {"state": "failed"}).content.decode()
    assert "It failed" in failed
    assert "It waits" not in failed
    assert "Mails" in client.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize("groups", [["Editors"], []])
def test_nobody_else_sees_or_sends_one(client, groups):
    client.force_login(UserFactory(groups=groups))
    mail = MailFactory(subject="It failed", state="failed")
    for url in (reverse("mails:index"), reverse("mails:inspect", args=[mail.pk])):
        assert "It failed" not in client.get(url, follow=True).content.decode()
    client.post(reverse("mails:requeue", args=[mail.pk]))
    mail.refresh_from_db()
    assert mail.state == "failed"


def test_what_may_open_a_door_is_shown_to_no_moderator(client, moderator):
    code = MailFactory(secret=True, text=SECRET, html=SECRET)
    news = MailFactory(text="News of today")
    for url in (reverse("mails:index"), reverse("mails:inspect", args=[code.pk])):
        assert SECRET not in client.get(url).content.decode()
    assert "News of today" in client.get(reverse("mails:inspect", args=[news.pk])).content.decode()


def test_send_again(client, moderator, server):
    mail = MailFactory(state="failed", attempts=14, doubts=2, last_error_kind="recipient_550_5.7.1")
    page = client.get(reverse("mails:inspect", args=[mail.pk])).content.decode()
    assert "Send again" in page
    assert client.get(reverse("mails:requeue", args=[mail.pk])).status_code == 405
    answer = client.post(reverse("mails:requeue", args=[mail.pk]), follow=True)
    assert "The mail is sent again" in answer.content.decode()
    event = Event.objects.get(name="mail.requeued")
    assert (event.actor_id, event.thing_id) == (moderator.pk, str(mail.pk))
    assert event.before == {"state": "failed", "attempts": 14, "error": "recipient_550_5.7.1"}
    assert send_what_is_due() == 1
    assert server.times() == {mail.message_id: 1}


def test_what_is_erased_or_sent_is_not_sent_again(client, moderator):
    erased = MailFactory(state="failed", text="", html="")
    Mail.objects.filter(pk=erased.pk).update(erased_at=erased.created_at)
    late = MailFactory(state="failed", expires_at=erased.created_at)
    sent = MailFactory(state="sent")
    for mail, told in (
        (erased, "ask for a new one"),
        (late, "ask for a new one"),
        (sent, "was not given up"),
    ):
        state = mail.state
        answer = client.post(reverse("mails:requeue", args=[mail.pk]), follow=True)
        assert told in answer.content.decode()
        mail.refresh_from_db()
        assert mail.state == state
    answer = client.post(reverse("mails:requeue", args=[99999]), follow=True)
    assert "no such mail" in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("", ""),
        ("connect_refused", "The mail server did not take the connection: nothing listens"),
        ("connect_535_5.7.8", "it does not know the site’s user name or password (535 5.7.8)"),
        ("recipient_550", "The recipient’s mailbox was refused (550)."),
        ("recipient_550_5.1.1", "there is no such mailbox (550 5.1.1)"),
        ("answer_timeout", "nobody answered whether it was taken: it did not answer in time"),
        ("message_BadHeaderError", "This is a fault of the site (BadHeaderError)."),
        ("sender_died", "ended before the mail server had answered"),
        ("erased", "had their data erased"),
    ],
)
def test_why_in_plain_words(kind, words):
    assert words in why(kind)
