"""What is looked for and not found is counted for editors, and nobody's own words are shown."""

import datetime as dt

import pytest
from django.db import DatabaseError
from django.urls import reverse

from marketplace.core import clock
from search import unmet
from search.models import UnmetNeed
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CaseStudyFactory

pytestmark = pytest.mark.django_db


def asked_by(client, words, *addresses, **parameters):
    for address in addresses:
        client.get("/search/", {"q": words, **parameters}, REMOTE_ADDR=address)


def shown():
    return [(need.words, need.asked) for need in unmet.to_read()]


def test_what_several_people_do_not_find_is_shown(client):
    asked_by(client, "gritting lorries", "192.0.2.1", "192.0.2.2")
    assert shown() == []
    assert UnmetNeed.objects.get().words == ""
    asked_by(client, "lorry, gritting!", "192.0.2.3")
    assert shown() == [("lorry, gritting!", 3)]


def test_one_person_who_tries_again_counts_once(client):
    asked_by(client, "gritting lorries", *["192.0.2.1"] * 5)
    assert UnmetNeed.objects.get().asked == 1


def test_what_is_found_or_narrowed_away_is_no_unmet_need(client):
    CaseStudyFactory(title="Gritting lorries")
    asked_by(client, "gritting", "192.0.2.1")
    asked_by(client, "gritting", "192.0.2.1", kind="tool")
    asked_by(client, "", "192.0.2.1")
    assert not UnmetNeed.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        "xylo@example.org",
        "zither 07700 900123",
        "QQ123456C",
        "www.xylophone.example/zither",
        "xylophone " * 7,
        "zitherzitherzither" * 4,
        "?!",
        "the of and",
    ],
)
def test_what_may_be_somebodys_own_is_not_noted(client, words):
    asked_by(client, words, "192.0.2.1", "192.0.2.2", "192.0.2.3")
    assert not UnmetNeed.objects.exists()


def test_no_address_and_nobody_is_kept(client):
    asked_by(client, "gritting lorries", "192.0.2.1")
    kept = UnmetNeed.objects.values().get()
    assert set(kept) == {"id", "key", "words", "asked", "first_on", "last_on"}
    assert "gritting" not in str(kept)


def test_one_person_with_many_addresses_of_a_network_counts_once(client):
    asked_by(client, "gritting lorries", "2001:db8::1", "2001:db8::2", "2001:db8:0:0:9::3")
    assert UnmetNeed.objects.get().asked == 1


def test_what_nobody_asks_for_any_more_goes():
    def noted(words, number, month):
        with clock.stopped_at(dt.datetime(2030, month, 1, 12, tzinfo=dt.UTC)):
            for last in range(number):
                unmet.note(words, f"192.0.2.{last}")

    noted("gritting lorries", 3, month=1)
    noted("warm hubs", 3, month=3)
    noted("parking robots", 1, month=10)
    noted("just now", 1, month=12)
    with clock.stopped_at(dt.datetime(2031, 1, 15, 12, tzinfo=dt.UTC)):
        assert unmet.forget_old() == 2
    left = set(UnmetNeed.objects.values_list("key", flat=True))
    assert left == {unmet.key_of("warm hubs"), unmet.key_of("just now")}


def test_a_page_is_answered_though_it_cannot_be_noted(client, monkeypatch):
    def fail(*args):
        raise DatabaseError

    monkeypatch.setattr(unmet, "_count", fail)
    assert client.get("/search/?q=gritting").status_code == 200


@pytest.mark.parametrize(
    ("groups", "status"), [(["Editors"], 200), (["Moderators"], 200), ([], 403)]
)
def test_editors_read_the_report_and_nobody_else(client, groups, status):
    for number in range(3):
        unmet.note("gritting lorries", f"192.0.2.{number}")
    client.force_login(UserFactory(groups=groups))
    response = client.get(reverse("unmet_needs"))
    assert response.status_code == status
    if status == 200:
        assert "gritting lorries" in response.content.decode()
        csv = client.get(reverse("unmet_needs"), {"export": "csv"})
        assert b"gritting lorries,3," in b"".join(csv.streaming_content)
