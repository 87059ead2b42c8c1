"""The clock: one for all servers, and stopped where a test needs it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction
from django.utils import timezone

from marketplace.core import clock


@pytest.mark.django_db
def test_now_is_the_moment_in_utc():
    before = timezone.now()
    moment = clock.now()
    assert moment.tzinfo is dt.UTC
    # The database may run on another machine; here both clocks agree within seconds.
    assert abs(moment - before) < dt.timedelta(seconds=5)


@pytest.mark.django_db(transaction=True)
def test_now_moves_on_within_a_transaction():
    with transaction.atomic():
        first = clock.now()
        with connection.cursor() as cursor:
            for _ in range(50):
                cursor.execute("SELECT 1")
        assert clock.now() > first


def test_a_stopped_clock_stands_still_and_goes_on_afterwards():
    noon = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
    with clock.stopped_at(noon):
        assert clock.now() == clock.now() == noon
        later = noon + dt.timedelta(hours=1)
        with clock.stopped_at(later):
            assert clock.now() == later
        assert clock.now() == noon
    assert clock.today() == timezone.localdate()


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"), clock.stopped_at(dt.datetime(2026, 7, 1)):  # noqa: DTZ001
        pass


def test_today_is_the_day_in_britain():
    just_past_midnight_in_summer = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)
    with clock.stopped_at(just_past_midnight_in_summer):
        assert clock.today() == dt.date(2026, 7, 1)
