"""What the tests of signing in share."""

from __future__ import annotations

import re

import pytest
from django.core.cache import caches

CODE = re.compile(r"\b[A-Z]{4}-[A-Z]{4}\b")


@pytest.fixture(autouse=True)
def fresh_limits(request):
    """No test counts against the limits of another."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        request.getfixturevalue("db")
        caches["durable"].clear()


@pytest.fixture
def mailed(mailoutbox):
    """The last mail to an address."""

    def find(email: str):
        return next(mail for mail in reversed(mailoutbox) if mail.to == [email])

    return find


@pytest.fixture
def mailed_code(mailed):
    """The code in the last mail to an address."""
    return lambda email: CODE.search(mailed(email).body)[0]
