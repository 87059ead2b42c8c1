"""One address may ask often, and not without end."""

import pytest

from marketplace.core.limits import Limit
from search import views

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(views, "SEARCHES", Limit("search", 3, 3600))
    monkeypatch.setattr(views, "SUGGESTIONS", Limit("suggest", 3, 3600))


def test_whoever_searches_without_end_is_told_to_wait_and_keeps_the_words(client):
    for _ in range(3):
        assert client.get("/search/?q=damp").status_code == 200
    response = client.get("/search/?q=damp")
    assert response.status_code == 429
    assert response["Retry-After"] == "3600"
    page = response.content.decode()
    assert "Too many searches at once" in page
    assert 'value="damp"' in page


def test_others_are_not_kept_waiting(client):
    for _ in range(5):
        client.get("/search/?q=damp", REMOTE_ADDR="192.0.2.1")
    assert client.get("/search/?q=damp", REMOTE_ADDR="192.0.2.2").status_code == 200


def test_suggestions_have_a_limit_of_their_own(client):
    for _ in range(3):
        assert client.get("/search/suggest/?q=da").status_code == 200
    response = client.get("/search/suggest/?q=da")
    assert response.status_code == 429
    assert response.json() == {"suggestions": []}
    assert client.get("/search/?q=damp").status_code == 200


def test_a_cache_that_is_away_turns_nobody_away(client, monkeypatch):
    from marketplace.core import cache

    monkeypatch.setattr(cache, "_rests_until", float("inf"))
    for _ in range(6):
        assert client.get("/search/?q=damp").status_code == 200
