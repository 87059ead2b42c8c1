"""Any number may send at once, on whatever database: each mail leaves once."""

from __future__ import annotations

import threading

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from marketplace.core import clock
from marketplace.notifications import sending
from marketplace.notifications.models import Mail
from tests.factories.mail import MailFactory, send_what_is_due

pytestmark = pytest.mark.django_db(transaction=True)

MAILS = 40
SENDERS = 4


def test_senders_at_once_send_each_mail_once(server):
    """On SQLite one claims after the other; on PostgreSQL each passes over what another holds."""
    mails = MailFactory.create_batch(MAILS)
    together, sent, failed = threading.Barrier(SENDERS), [], []

    def work() -> None:
        try:
            together.wait(10)
            sent.append(send_what_is_due())
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failed
    assert sum(sent) == MAILS
    assert server.times() == {mail.message_id: 1 for mail in mails}
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.postgresql
@pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql",
    reason="DATABASE_URL does not lead to PostgreSQL",
)
def test_a_claim_does_not_wait_for_a_row_that_somebody_else_holds(outbox):
    first, second = MailFactory(), MailFactory()
    claimed = []

    def claim() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '5s'")
            try:
                claimed.append(sending.claim())
            finally:  # whoever is given the connection next has no such bound
                cursor.execute("RESET statement_timeout")
        connections.close_all()

    with transaction.atomic():
        assert Mail.objects.due(clock.now()).select_for_update().first() == first
        other = threading.Thread(target=claim)
        other.start()
        other.join(10)
    assert claimed == [second]
