"""What is queued leaves once, whatever the mail server does meanwhile; a real one, that is killed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.mail import EmailMessage
from django.db.models import Count

from marketplace.core import clock
from marketplace.core.letters import Letter
from marketplace.notifications import sending
from marketplace.notifications.backing_off import WAIT_IN_DOUBT, Ending
from marketplace.notifications.models import Mail, MailState
from marketplace.notifications.transport import Outcome
from tests.factories.mail import MailFactory, last_mail_to, send_what_is_due

pytestmark = pytest.mark.django_db

READER = "reader@council.example"
LATER = dt.timedelta(days=1)


def write(*, to: str = READER, expires_in: dt.timedelta | None = None) -> Mail:
    letter = Letter("Something happened", "Read it on the site.", to=[to])
    letter.attach_alternative("<p>Read it on the site.</p>", "text/html")
    letter.expires_at = clock.now() + expires_in if expires_in else None
    letter.send()
    return last_mail_to(to)


def in_time(wait: dt.timedelta):
    """Within it, so much time has passed."""
    return clock.stopped_at(clock.now() + wait)


def test_a_mail_leaves_whole(server):
    letter = Letter("Größe & Zahl", "Wörter.\n.\n", to=["Jo Blöggs <reader@council.example>"])
    letter.attach_alternative("<p>Wörter.</p>", "text/html")
    letter.reply_to = ["ask@council.example"]
    letter.send()
    assert send_what_is_due() == 1
    [message] = server.taken
    mail = Mail.objects.get()
    assert server.recipients == [READER]
    assert message["Message-ID"] == mail.message_id
    assert message["Reply-To"] == "ask@council.example"
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = message.get_payload()
    assert text.get_payload(decode=True).decode().splitlines() == ["Wörter.", "."]
    assert html.get_payload(decode=True).decode().strip() == "<p>Wörter.</p>"
    assert (mail.state, mail.attempts, mail.last_error_kind) == ("sent", 1, "")
    assert mail.sent_at is not None
    assert mail.text == "Wörter.\n.\n", "what opens no door is kept for a while"


def test_mail_that_was_written_while_the_server_was_down_leaves_when_it_is_back(stopped_server):
    mails = [write(to=f"reader{n}@council.example") for n in range(5)]
    assert send_what_is_due() == 0
    for mail in mails:
        mail.refresh_from_db()
        assert (mail.state, mail.attempts) == ("queued", 0), "a server that is away fails no mail"
        assert mail.last_error_kind == "connect_refused"
    stopped_server.start()
    assert send_what_is_due() == 5
    stopped_server.kill()
    mails += [write(to="late@council.example")]
    assert send_what_is_due() == 0
    stopped_server.start()
    assert send_what_is_due() == 1
    assert send_what_is_due() == 0
    assert stopped_server.times() == {mail.message_id: 1 for mail in mails}


def test_a_round_uses_one_connection_and_a_new_one_after_a_hundred(server, monkeypatch):
    for n in range(7):
        write(to=f"reader{n}@council.example")
    monkeypatch.setattr("marketplace.notifications.transport.MAILS_A_CONNECTION", 5)
    assert send_what_is_due() == 7
    assert server.connections == 2


def test_nothing_due_asks_no_server(stopped_server, monkeypatch):
    monkeypatch.setattr(sending, "transport", None)
    assert send_what_is_due() == 0


def test_a_server_that_hangs_is_left_alone_for_a_while(outbox, settings, monkeypatch, silent_port):
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", silent_port, 1.2
    write()
    assert send_what_is_due() == 0
    assert Mail.objects.get().last_error_kind == "connect_timeout"
    monkeypatch.setattr(sending, "transport", None)
    assert send_what_is_due() == 0, "a wake-up does not wait for it again"


def test_a_recipient_that_is_refused_is_a_dead_letter_at_once_and_stops_no_other(server):
    server.refusals["gone@council.example"] = "550 5.1.1 no such mailbox"
    gone, other = write(to="gone@council.example"), write()
    assert send_what_is_due() == 1
    gone.refresh_from_db()
    other.refresh_from_db()
    assert (gone.state, gone.attempts, gone.last_error_kind) == ("failed", 1, "recipient_550_5.1.1")
    assert other.state == "sent"


def test_a_server_that_says_later_is_asked_later(server):
    server.refusals[READER] = "451 4.7.1 greylisted"
    mail = write()
    assert send_what_is_due() == 0
    mail.refresh_from_db()
    assert (mail.state, mail.last_error_kind) == ("queued", "recipient_451_4.7.1")
    assert dt.timedelta(seconds=40) < mail.next_attempt_at - clock.now() < dt.timedelta(seconds=80)
    server.refusals.clear()
    assert send_what_is_due() == 0, "not before its time"
    with in_time(dt.timedelta(minutes=2)):
        assert send_what_is_due() == 1
    assert server.times() == {mail.message_id: 1}


def test_a_server_that_never_takes_it_ends_as_a_dead_letter(server):
    server.refusals[READER] = "451 4.7.1 greylisted"
    mail = write()
    for _ in range(20):
        mail.refresh_from_db()
        if mail.state != "queued":
            break
        with clock.stopped_at(mail.next_attempt_at):
            send_what_is_due()
    assert mail.state == "failed"
    assert dt.timedelta(hours=18) < mail.ended_at - mail.created_at < dt.timedelta(hours=30)


@pytest.mark.parametrize(
    ("answer", "state", "kind"),
    [
        ("554 5.6.0 no", "failed", "data_554_5.6.0"),
        ("452 4.3.1 full", "queued", "data_452_4.3.1"),
        ("554", "failed", "data_554"),
    ],
)
def test_a_message_that_is_refused(server, answer, state, kind):
    server.answer = answer
    mail = write()
    assert send_what_is_due() == 0
    mail.refresh_from_db()
    assert (mail.state, mail.last_error_kind) == (state, kind)


def test_a_sender_that_is_refused_is_no_fault_of_the_mail_and_ends_the_round(server, monkeypatch):
    async def refuse(self, server, session, envelope, address, options):
        return "550 5.7.1 you may not send"

    monkeypatch.setattr(type(server), "handle_MAIL", refuse, raising=False)
    first, second = write(), write(to="other@council.example")
    assert send_what_is_due() == 0
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.last_error_kind) == ("queued", "sender_550_5.7.1")
    assert second.attempts == 0


def test_a_server_that_hangs_up_after_the_message_leaves_doubt_and_gets_it_once_more(server):
    """It took the message and nobody knows: tried again once, as the same message."""
    server.drops = 2
    mail = write()
    assert send_what_is_due() == 0
    mail.refresh_from_db()
    assert (mail.state, mail.doubts, mail.last_error_kind) == ("ambiguous", 1, "answer_closed")
    assert send_what_is_due() == 0, "not at once: its answer may yet be heard of"
    with in_time(WAIT_IN_DOUBT):
        assert send_what_is_due() == 0
    mail.refresh_from_db()
    assert (mail.state, mail.doubts) == ("failed", 2)
    with in_time(LATER):
        assert send_what_is_due() == 0
    assert server.times() == {mail.message_id: 2}


def test_what_was_in_doubt_and_is_then_taken_is_sent(server):
    server.drops = 1
    mail = write()
    send_what_is_due()
    with in_time(WAIT_IN_DOUBT):
        assert send_what_is_due() == 1
    mail.refresh_from_db()
    assert mail.state == "sent"
    assert server.times() == {mail.message_id: 2}


def test_a_sender_that_dies_leaves_doubt_once_its_lease_is_over(server):
    mail = write()
    sending.claim()
    assert send_what_is_due() == 0, "it is held"
    with in_time(sending.LEASE):
        assert send_what_is_due() == 0
        mail.refresh_from_db()
        assert (mail.state, mail.last_error_kind) == ("ambiguous", "sender_died")
    with in_time(sending.LEASE + WAIT_IN_DOUBT):
        sending.claim()
    with in_time(LATER):
        send_what_is_due()
    mail.refresh_from_db()
    assert (mail.state, mail.doubts) == ("failed", 2)
    assert not server.taken


def test_a_sender_that_comes_back_late_says_what_it_knows_and_undoes_nothing(server):
    mail = write()
    held = sending.claim()
    with in_time(sending.LEASE):
        sending.settle_abandoned()
        assert not sending.settle(held, Outcome(Ending.TEMPORARY, "talk_closed"))
        mail.refresh_from_db()
        assert mail.state == "ambiguous"
        assert sending.settle(held, Outcome(Ending.SENT)), "a yes is a yes"
    mail.refresh_from_db()
    assert mail.state == "sent"

    other = write(to="other@council.example")
    held = sending.claim()
    with in_time(sending.LEASE):
        sending.settle_abandoned()
    with in_time(sending.LEASE + WAIT_IN_DOUBT):
        sending.claim()
        assert not sending.settle(held, Outcome(Ending.SENT)), "somebody else has it"
    other.refresh_from_db()
    assert other.state == "sending"


def test_what_holds_a_link_goes_first_and_is_erased_once_it_has_left(server):
    news, code = write(), write(to="waits@council.example", expires_in=LATER)
    assert send_what_is_due() == 2
    assert server.recipients == ["waits@council.example", READER]
    news.refresh_from_db()
    code.refresh_from_db()
    assert (code.text, code.html) == ("", "")
    assert code.erased_at is not None
    assert news.text


def test_a_demonstration_keeps_a_link_until_it_expires(server, settings):
    settings.DEMO = True
    code = write(expires_in=LATER)
    send_what_is_due()
    code.refresh_from_db()
    assert code.text


def test_what_has_expired_is_never_sent(stopped_server):
    code = write(expires_in=dt.timedelta(minutes=15))
    send_what_is_due()
    stopped_server.start()
    with in_time(dt.timedelta(minutes=15)):
        assert send_what_is_due() == 0
        assert send_what_is_due() == 0
    code.refresh_from_db()
    assert (code.state, code.text, code.html) == ("expired", "", "")
    assert not stopped_server.taken


def test_a_mail_that_cannot_be_written_stops_no_other(server):
    bad = MailFactory(headers={"X-Thing": "a\nb"})
    write()
    assert send_what_is_due() == 1
    bad.refresh_from_db()
    assert (bad.state, bad.last_error_kind) == ("failed", "message_BadHeaderError")


def test_files_take_the_place_of_a_server_where_none_is_named(outbox, settings, tmp_path):
    settings.MAIL_TRANSPORT = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    write()
    write(to="other@council.example")
    assert send_what_is_due() == 2
    files = [path.read_text() for path in (tmp_path / "mail").iterdir()]
    assert sorted(f"To: {READER}" in words for words in files) == [False, True]


def test_whatever_a_server_does_each_mail_is_in_one_place(server):
    """Conservation: written = waiting + at hand + sent + given up + expired, and what is sent was
    taken."""
    answers = ["250 OK", "550 no", "451 later", "421 closing"]
    for n in range(24):
        address = f"reader{n}@council.example"
        expires_in = [None, dt.timedelta(minutes=1), LATER][n % 3]
        write(to=address, expires_in=expires_in)
        if not answers[n % 4].startswith("250"):
            server.refusals[address] = answers[n % 4]
    server.drops = 3
    EmailMessage("Hello", "Words.", to=["a@x.example", "b@x.example"]).send()
    moments = [dt.timedelta(minutes=minutes) for minutes in (0, 1, 2, 6, 30)]
    moments += [dt.timedelta(hours=hours) for hours in range(1, 72)]
    began = clock.now()
    for moment in moments:
        with clock.stopped_at(began + moment):
            send_what_is_due()
            counted = dict(Mail.objects.values_list("state").annotate(n=Count("pk")))
            assert sum(counted.values()) == 26
            assert set(counted) <= set(MailState.values)
            times = server.times()
            assert max(times.values(), default=0) <= 2
            sent = Mail.objects.filter(state="sent").values_list("message_id", flat=True)
            assert set(sent) <= set(times)
    assert not Mail.objects.exclude(state__in=["sent", "failed", "expired"]).exists()
