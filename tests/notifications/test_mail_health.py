"""Whoever looks after the site is told when mails do not leave."""

from __future__ import annotations

import datetime as dt

import pytest

from marketplace.core import clock
from marketplace.notifications.health import LATE, check
from tests.factories.mail import MailFactory, send_what_is_due

pytestmark = pytest.mark.django_db


def test_a_site_without_mails_is_well():
    assert (check().state, check().figure) == ("ok", 0)


def test_what_waits_for_long_is_told_with_its_reason(stopped_server):
    MailFactory(created_at=clock.now() - LATE + dt.timedelta(minutes=1))
    send_what_is_due()
    assert check().state == "ok"
    with clock.stopped_at(clock.now() + dt.timedelta(minutes=2)):
        found = check()
    assert (found.state, found.figure, found.unit) == ("degraded", 1, "waiting")
    assert "Mails wait for 11 minutes" in found.words
    assert "nothing listens at its address" in found.words


def test_what_waits_though_nothing_went_wrong_asks_for_a_worker():
    MailFactory(created_at=clock.now() - 2 * LATE)
    assert "Is a runner, or a worker and beat, there?" in check().words


def test_what_was_given_up_is_told_for_a_day():
    now = clock.now()
    MailFactory(state="failed", created_at=now - dt.timedelta(hours=25))
    assert check().state == "ok"
    MailFactory(state="failed", created_at=now - dt.timedelta(hours=23))
    assert check().state == "degraded"
    assert "1 mail was given up within a day" in check().words
