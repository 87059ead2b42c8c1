"""Moderators hear once a day that people wait, and of nothing else."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connections

from marketplace.core import clock, registry
from marketplace.core.actor import Actor
from marketplace.notifications.models import Mail
from marketplace.organisations import services
from marketplace.organisations.reminding import remind_moderators
from tests.factories.accounts import UserFactory
from tests.factories.asking import CorrectionFactory
from tests.factories.catalogue import CaseStudyFactory, ClaimFactory
from tests.factories.organisations import (
    AdministratorFactory,
    DomainFactory,
    MemberFactory,
    RequestFactory,
)

NOW = dt.datetime(2031, 5, 6, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.EMAIL_BACKEND = "marketplace.notifications.mail.OutboxBackend"
    settings.MODERATORS_TOLD_AFTER_HOURS = 4
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def moderator(db):
    return UserFactory(groups=["Moderators"])


def asks(hours):
    return RequestFactory(asked_at=NOW - dt.timedelta(hours=hours))


def told() -> list[Mail]:
    """Whatever was written to anybody about it."""
    return list(Mail.objects.filter(subject__contains="waits for you").order_by("pk"))


def test_a_moderator_is_told_how_much_of_what_waits(moderator):
    asks(hours=5)
    RequestFactory(asked_at=NOW)
    remind_moderators()
    [mail] = told()
    assert mail.recipient == moderator.email
    assert "2 organisations without an administrator" in mail.text
    assert "supplier" not in mail.text, "of what does not wait it says nothing"
    assert "/admin/" in mail.text
    assert "2 organisations without an administrator" in mail.html


def test_it_names_nobody_and_no_organisation(moderator):
    request = asks(hours=5)
    remind_moderators()
    [mail] = told()
    for name in (request.user.name, request.email, request.organisation.short_name):
        assert name not in mail.text + mail.html


def test_it_is_told_once_a_day_however_often_it_is_looked_at(moderator):
    asks(hours=5)
    for _ in range(3):
        remind_moderators()
    assert len(told()) == 1
    with clock.stopped_at(NOW + dt.timedelta(days=1)):
        remind_moderators()
    assert len(told()) == 2


@pytest.mark.parametrize(("hours", "mails"), [(3, 0), (4, 0), (4.01, 1), (5, 1)])
def test_only_what_has_waited_for_some_hours_is_told_of(moderator, hours, mails):
    asks(hours=hours)
    remind_moderators()
    assert len(told()) == mails


def test_nothing_is_told_where_nothing_waits(moderator):
    asks(hours=5).delete()
    AdministratorFactory(since=NOW - dt.timedelta(days=9))
    remind_moderators()
    assert told() == []


@pytest.mark.parametrize(
    "facts", [{}, {"groups": ["Editors"]}, {"groups": ["Moderators"], "is_active": False}]
)
def test_nobody_else_is_told(db, facts):
    UserFactory(**facts)
    asks(hours=5)
    remind_moderators()
    assert told() == []


def test_whoever_looks_after_the_whole_site_moderates_too(db):
    boss = UserFactory(is_superuser=True)
    asks(hours=5)
    remind_moderators()
    assert [mail.recipient for mail in told()] == [boss.email]


def test_each_moderator_gets_a_letter_of_their_own(moderator):
    other = UserFactory(groups=["Moderators"])
    asks(hours=5)
    remind_moderators()
    assert {mail.recipient for mail in told()} == {moderator.email, other.email}


# What waits ---------------------------------------------------------------------------------------


def a_domain():
    domain = DomainFactory(state="proposed", domain="ashcombe.gov.uk")
    UserFactory(email="pat@ashcombe.gov.uk", date_joined=NOW - dt.timedelta(hours=5))
    return domain


def nobody_administers():
    return MemberFactory(since=NOW - dt.timedelta(hours=5))


def a_supplier():
    person = UserFactory()
    with clock.stopped_at(NOW - dt.timedelta(hours=5)):
        return services.register_vendor(
            user_id=person.pk, name="Newsoft Ltd", website="https://newsoft.example",
            company_number="01234567", actor=Actor(user_id=person.pk),
        )  # fmt: skip


def a_correction():
    return CorrectionFactory(at=NOW - dt.timedelta(hours=5))


def a_claim_in_review():
    page = CaseStudyFactory()
    with clock.stopped_at(NOW - dt.timedelta(hours=5)):
        state = page.get_workflow().start(page, UserFactory(groups=["Editors"]))
    state.created_at = NOW - dt.timedelta(hours=5)
    state.save()
    return ClaimFactory(solution=page, status="in_review", submitted_with=state)


@pytest.mark.parametrize(
    ("waits", "words"),
    [
        (a_domain, "1 domain at which people wait"),
        (nobody_administers, "1 organisation without an administrator"),
        (a_supplier, "1 supplier to verify"),
        (a_correction, "1 correction to look at"),
        (a_claim_in_review, "1 claim in review"),
        (a_claim_in_review, "1 page to review"),
    ],
)
def test_it_counts_what_the_first_page_of_the_admin_counts(moderator, client, waits, words):
    waits()
    remind_moderators()
    [mail] = told()
    assert words in mail.text
    client.force_login(moderator)
    page = client.get("/admin/").content.decode()
    said = words.partition(" ")[2]
    assert f"<strong>1</strong> {said}" in page or said == "page to review"


def test_every_queue_says_where_it_is_dealt_with(moderator, client):
    client.force_login(moderator)
    for queue in registry.queues:
        for each in queue.waiting(moderator):
            assert client.get(each.url).status_code == 200


def test_no_queue_tells_anything_to_who_does_not_moderate(db):
    person = UserFactory()
    asks(hours=5)
    assert [each for queue in registry.queues for each in queue.waiting(person)] == []


# By several processes -----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_tell_once(live_site):
    UserFactory(groups=["Moderators"])
    asks(hours=5)
    together, failed = threading.Barrier(2), []

    def look() -> None:
        try:
            with clock.stopped_at(NOW):
                together.wait(10)
                remind_moderators()
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failed
    assert len(told()) == 1
