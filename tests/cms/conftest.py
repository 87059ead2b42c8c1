"""People of the admin, signed in."""

from __future__ import annotations

import pytest

from tests.factories.accounts import UserFactory


@pytest.fixture
def editor(client):
    user = UserFactory(groups=["Editors"])
    client.force_login(user)
    return user


@pytest.fixture
def moderator(client):
    user = UserFactory(groups=["Moderators"])
    client.force_login(user)
    return user
