"""What becomes of a mail after an attempt: whatever happens to it, it comes to one end."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.notifications.backing_off import (
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    SPREAD,
    Ending,
    after,
    is_due,
    wait_after,
)
from marketplace.notifications.models import ENDED, WAITING, Mail, MailState

NOW = dt.datetime(2026, 11, 26, 9, 0, tzinfo=dt.UTC)
DRAWS = st.floats(0, 1)


@given(attempts=st.integers(1, 10_000), draw=DRAWS)
def test_a_wait_grows_up_to_its_limit(attempts, draw):
    wait = wait_after(attempts, draw)
    assert dt.timedelta(seconds=48) <= wait <= LONGEST_WAIT * (1 + SPREAD)
    assert wait_after(attempts + 1, draw) >= wait


@given(draws=st.lists(DRAWS, min_size=MOST_ATTEMPTS, max_size=MOST_ATTEMPTS))
def test_a_server_that_says_later_is_asked_for_about_a_day(draws):
    now, attempts, doubts = NOW, 0, 0
    for draw in draws:
        attempts += 1
        then = after(Ending.TEMPORARY, attempts=attempts, doubts=doubts, now=now, draw=draw)
        if then.at is None:
            break
        assert then.state == MailState.QUEUED
        now = then.at
    assert then.state == MailState.FAILED
    assert attempts == MOST_ATTEMPTS
    assert dt.timedelta(hours=19) < now - NOW < dt.timedelta(hours=30)


@given(endings=st.lists(st.sampled_from(Ending), min_size=20, max_size=20), draw=DRAWS)
def test_every_mail_comes_to_one_end_and_is_handed_over_twice_at_most(endings, draw):
    """Whatever the server does: it waits or has ended, never both; in doubt twice, it is given up."""
    doubts = handed_over = 0
    for attempts, ending in enumerate(endings, start=1):
        then = after(ending, attempts=attempts, doubts=doubts, now=NOW, draw=draw)
        handed_over += ending in (Ending.SENT, Ending.AMBIGUOUS)
        doubts = then.doubts
        assert (then.state in ENDED) != (then.state in WAITING)
        assert (then.at is None) == then.has_ended
        assert (then.state == MailState.SENT) == (ending is Ending.SENT)
        assert (then.state == MailState.AMBIGUOUS) == (doubts > 0 and not then.has_ended)
        if then.has_ended:
            break
    assert then.has_ended
    assert handed_over <= 2


@pytest.mark.django_db
def test_what_is_due_in_words_of_python_and_of_the_database_is_the_same():
    from tests.factories.mail import MailFactory

    hour = dt.timedelta(hours=1)
    for state in (*WAITING, MailState.SENDING, *ENDED):
        for next_at in (NOW - hour, NOW, NOW + hour):
            for expires_at in (None, NOW - hour, NOW, NOW + hour):
                for erased_at in (None, NOW - hour):
                    MailFactory(
                        state=state, created_at=NOW - hour, next_attempt_at=next_at,
                        expires_at=expires_at, erased_at=erased_at,
                        **({"text": "", "html": ""} if erased_at else {}),
                    )  # fmt: skip
    mails = list(Mail.objects.all())
    assert len(mails) == 6 * 3 * 4 * 2
    found = set(Mail.objects.due(NOW).values_list("pk", flat=True))
    assert found == {mail.pk for mail in mails if is_due(mail, NOW)}
    assert len(found) == 2 * 2 * 2
