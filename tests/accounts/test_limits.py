"""The limits of signing in are counted in the database: by all processes together."""

from __future__ import annotations

import threading

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import caches
from django.db import connection
from django.test import Client

from tests.factories.accounts import PASSWORD, UserFactory, app_of, code_of

GONE = {
    "BACKEND": "django.core.cache.backends.redis.RedisCache",
    "LOCATION": "redis://127.0.0.1:9/0",
    "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
}


@pytest.mark.parametrize("redis", ["none", "gone"])
def test_five_attempts_in_all_whoever_counts(live_site, settings, redis):
    """Two connections, as two processes have them, try at the same time."""
    if redis == "gone":
        settings.CACHES = {**settings.CACHES, "fast": GONE}
    person = UserFactory()
    caches["durable"].clear()
    answers, together = [], threading.Barrier(2)

    def guess():
        together.wait()
        for _ in range(4):
            posted = {"login": person.email, "password": "wrong"}
            answers.append(Client().post("/sign-in/", posted).content.decode())
        connection.close()

    threads = [threading.Thread(target=guess) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert sum("is not right" in answer for answer in answers) <= 5
    last = Client()
    last.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    assert "_auth_user_id" not in last.session


@pytest.mark.django_db
def test_a_used_code_stays_used_and_a_new_one_works_while_redis_is_gone(settings):
    settings.CACHES = {**settings.CACHES, "fast": GONE}
    app = app_of(UserFactory())
    code = code_of(app.user)
    assert TOTP(app).validate_code(code)
    assert not TOTP(app).validate_code(code)
