"""A council with a solution and people, and an officer elsewhere who asks."""

from __future__ import annotations

import pytest

from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CaseStudyFactory
from tests.factories.organisations import AdministratorFactory, CouncilFactory, MemberFactory


@pytest.fixture
def council():
    return CouncilFactory(name="Marsh Council", short_name="Marsh", slug="marsh")


@pytest.fixture
def study(council):
    return CaseStudyFactory(title="Damp found early", organisation=council)


@pytest.fixture
def boss(council):
    """Administers the council."""
    user = UserFactory(name="Bea Boss", email="bea@marsh.example")
    return AdministratorFactory(organisation=council, user=user).user


@pytest.fixture
def officer():
    """Belongs to another council."""
    user = UserFactory(name="Olive Tran", email="olive@hill.example")
    MemberFactory(organisation=CouncilFactory(name="Hill Council"), user=user)
    return user


@pytest.fixture
def asker(client, officer):
    """The officer, signed in."""
    client.force_login(officer)
    return officer
