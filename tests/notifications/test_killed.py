"""A sender that is killed, as by a machine that loses its power: no mail is lost, and none leaves more
than twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from django.db import connection

from marketplace.core import clock
from marketplace.notifications.backing_off import WAIT_IN_DOUBT
from marketplace.notifications.sending import LEASE
from tests.config.processes import ROOT, environment
from tests.factories.mail import MailFactory, send_what_is_due

pytestmark = pytest.mark.django_db(transaction=True)

SEND = "from marketplace.notifications.sending import send_due; send_due()"


@pytest.fixture
def sender(server):
    """A process that sends what is due from this database to this server."""
    name = str(connection.settings_dict["NAME"])
    address = (
        f"sqlite:///{name}"
        if connection.vendor == "sqlite"
        else os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + name
    )
    process = subprocess.Popen(
        [sys.executable, "-c", f"import django; django.setup(); {SEND}"],
        cwd=ROOT,
        env=environment(
            DATABASE_URL=address,
            EMAIL_URL=f"smtp://127.0.0.1:{server.port}",
            DEMO="1",
            DJANGO_SETTINGS_MODULE="marketplace.config.settings",
        ),
    )
    yield process
    process.kill()
    process.wait()


@pytest.mark.parametrize(("step", "times"), [("RCPT", 1), ("DATA", 2)])
def test_a_sender_is_killed(server, step, times, request):
    """Before the server has the message it leaves once in the end, afterwards twice: nobody can know
    which it was, and losing it would be worse."""
    mail, other = MailFactory(), MailFactory()
    server.before[step] = lambda: os.kill(process.pid, signal.SIGKILL)
    process = request.getfixturevalue("sender")
    assert process.wait(60) == -signal.SIGKILL
    server.before.clear()
    mail.refresh_from_db()
    assert mail.state == "sending"

    assert send_what_is_due() == 1, "the others go on"
    with clock.stopped_at(clock.now() + LEASE):
        assert send_what_is_due() == 0
    mail.refresh_from_db()
    assert mail.state == "ambiguous"
    with clock.stopped_at(clock.now() + LEASE + WAIT_IN_DOUBT):
        assert send_what_is_due() == 1
    mail.refresh_from_db()
    assert mail.state == "sent"
    assert server.times() == {mail.message_id: times, other.message_id: 1}
