"""A search that takes too long is ended, and whoever asked gets a page that says so."""

from __future__ import annotations

import html

import pytest
from django.db import DatabaseError, connection, transaction

from search import answering, engines
from search.engines.bounding import TookTooLong, bounded
from search.engines.database import DatabaseEngine

FOREVER = {
    "postgresql": "SELECT pg_sleep(600)",
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
}

BRIEFLY = {
    "postgresql": "SELECT pg_sleep(0.05)",
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000) "
    "SELECT max(i) FROM n",
}


def take_for_ever():
    with connection.cursor() as cursor:
        cursor.execute(FOREVER[connection.vendor])
        return cursor.fetchall()


class Slow(DatabaseEngine):
    """Asks the database something that it cannot answer in time."""

    def search(self, query):
        take_for_ever()
        return super().search(query)

    def suggest(self, letters, *, limit=8):
        take_for_ever()
        return super().suggest(letters, limit=limit)


def one():
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s + 1, '100%%'", [1])
        return cursor.fetchall()


def ask_again_and_again():
    """Questions none of which takes long."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(BRIEFLY[connection.vendor])
            cursor.fetchall()


def timeout():
    """What PostgreSQL itself says of the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return cursor.fetchone()[0]


@pytest.fixture
def slow(monkeypatch):
    monkeypatch.setattr(engines, "engine", Slow)
    monkeypatch.setattr(answering, "SECONDS", 0.2)
    monkeypatch.setattr(answering, "SECONDS_OF_SUGGESTIONS", 0.2)


@pytest.mark.django_db(transaction=True)
def test_a_search_that_takes_too_long_is_ended_and_says_so(client, slow, caplog):
    response = client.get("/search/", {"q": "my <secret> illness", "region": "London"})
    page = html.unescape(response.text)
    assert response.status_code == 503
    assert "That search took too long" in page
    assert 'value="my &lt;secret&gt; illness"' in response.text
    assert 'href="/search/?q=my%20%3Csecret%3E%20illness">Search without the filters' in page
    assert 'href="/solutions/"' in page
    assert "TookTooLong at bounding.py" in caplog.text
    assert "secret" not in caplog.text
    assert one() == [(2, "100%")], "the connection answers the next question"


@pytest.mark.django_db(transaction=True)
def test_suggestions_that_take_too_long_are_none(client, slow):
    response = client.get("/search/suggest/?q=damp")
    assert response.status_code == 503
    assert response.json() == {"suggestions": []}


@pytest.mark.django_db(transaction=True)
def test_the_bound_is_for_all_statements_together_and_for_none_after():
    with pytest.raises(TookTooLong), bounded(0.3):
        ask_again_and_again()
    assert one() == [(2, "100%")]
    if connection.vendor == "postgresql":
        assert timeout() == "0"


@pytest.mark.django_db(transaction=True)
def test_a_bound_inside_a_bound_only_shortens_it():
    with bounded(10):
        with pytest.raises(TookTooLong), bounded(0.3):
            ask_again_and_again()
        assert one() == [(2, "100%")]
    with pytest.raises(TookTooLong), bounded(0.3), bounded(10):
        ask_again_and_again()
    assert one() == [(2, "100%")]


@pytest.mark.django_db
def test_a_bound_costs_no_statement_and_leaves_nothing_in_a_transaction(django_assert_num_queries):
    with django_assert_num_queries(1), bounded(10):
        assert one() == [(2, "100%")]
    if connection.vendor == "postgresql":
        assert timeout() == "0"


@pytest.mark.django_db
def test_other_failures_stay_what_they_are():
    with (
        pytest.raises(DatabaseError) as told,
        bounded(10),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT nothing FROM nowhere")
    assert not isinstance(told.value, TookTooLong)
