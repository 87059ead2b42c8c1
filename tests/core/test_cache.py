"""The cache: the limits of signing in are kept in the database, everything else may be lost."""

from __future__ import annotations

import time

import pytest
from django.core.cache import cache, caches

from marketplace.core import cache as routing
from tests.core.conftest import calls_that_reached

LIMIT = "allauth:rl:allauth.account:login_failed:x"


@pytest.fixture(autouse=True)
def _rested(monkeypatch):
    monkeypatch.setattr(routing, "_rests_until", 0.0)


@pytest.fixture
def on_redis(settings):
    """Let "fast" be Redis at an address."""

    def use(location: str) -> None:
        options = {"socket_timeout": 0.3, "socket_connect_timeout": 0.3}
        settings.CACHES = {
            **settings.CACHES,
            "fast": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": location,
                "OPTIONS": options,
            },
        }

    return use


@pytest.mark.django_db
def test_limits_are_kept_in_the_database_and_all_else_beside_it():
    cache.set(LIMIT, [1.0])
    cache.set("page", "html")
    assert caches["durable"].get(LIMIT) == [1.0]
    assert caches["fast"].get(LIMIT) is None
    assert caches["durable"].get("page") is None
    assert cache.get("page") == "html"
    assert cache.get(LIMIT) == [1.0]
    cache.delete(LIMIT)
    assert cache.get(LIMIT) is None
    assert cache.add("page", "other") is False
    assert cache.touch("page") is True
    cache.clear()
    assert cache.get("page") is None


def _holds_limits_and_misses_all_else():
    cache.set(LIMIT, [1.0])
    assert cache.get(LIMIT) == [1.0]
    assert cache.add(LIMIT + ":lock", True, timeout=10) is True
    assert cache.add(LIMIT + ":lock", True, timeout=10) is False
    cache.set("page", "html")
    assert cache.get("page", "a miss") == "a miss"
    assert cache.get_or_set("page", "made anew") == "made anew"
    assert cache.delete("page") is False
    assert cache.touch("page") is False
    cache.clear()


@pytest.mark.django_db
def test_a_redis_that_is_away_opens_no_door_and_breaks_nothing(on_redis, silent_server):
    port = silent_server.getsockname()[1]
    silent_server.close()
    on_redis(f"redis://127.0.0.1:{port}/0")
    _holds_limits_and_misses_all_else()


@pytest.mark.django_db
def test_a_redis_that_hangs_holds_a_page_up_once_for_its_time_out(
    on_redis, redis_that_hangs, silent_server, monkeypatch
):
    monkeypatch.setattr(routing, "SECONDS_OF_REST", 3600)
    on_redis(redis_that_hangs)
    assert cache.get("page") is None
    assert calls_that_reached(silent_server) > 0
    _holds_limits_and_misses_all_else()
    for number in range(50):
        assert cache.get(f"piece-{number}") is None
    assert calls_that_reached(silent_server) == 0, "it is left alone after the first key"


@pytest.mark.django_db
def test_redis_is_asked_again_after_a_rest(on_redis, redis_that_hangs, settings, monkeypatch):
    fast = settings.CACHES["fast"]
    on_redis(redis_that_hangs)
    assert cache.get("page") is None
    settings.CACHES = {**settings.CACHES, "fast": fast}
    cache.set("page", "html")
    assert cache.get("page") is None
    monkeypatch.setattr(routing, "_rests_until", time.monotonic())
    cache.set("page", "html")
    assert cache.get("page") == "html"


@pytest.mark.django_db
def test_making_many_attempts_pushes_no_count_out(settings):
    """Django's own limit of 300 keys would let anybody flush the counts of everybody."""
    cache.set(LIMIT, [1.0])
    for number in range(320):
        cache.set(f"allauth:rl:other:{number}", [1.0])
    assert cache.get(LIMIT) == [1.0]
