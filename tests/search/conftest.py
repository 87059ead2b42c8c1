"""The engines that every test of the contract runs on."""

from __future__ import annotations

import pytest

from search import engines
from search.engines.database import DatabaseEngine
from tests.search.contract import Collection
from tests.search.nodes import in_use, needs_elasticsearch, site_on_elasticsearch


@pytest.fixture
def _database():
    """The database engine counts some time after a change, and sees each at once."""
    engine = DatabaseEngine()
    return Collection(engine, counted=engine.recount, seen=lambda: None)


@pytest.fixture
def indexes():
    """A site's indexes under a name of their own, which go with the test; and a process that has
    asked no server yet."""
    with site_on_elasticsearch() as found:
        yield found


@pytest.fixture
def _elasticsearch(indexes):
    """Reads words by the database engine's tables, and sees a change at the next refresh."""
    database = DatabaseEngine()
    in_use(indexes)
    return Collection(
        engines.mirrored(), beside=database, counted=database.recount, seen=indexes.refresh
    )


@pytest.fixture(
    params=[
        pytest.param("_database", id="database"),
        pytest.param("_elasticsearch", id="elasticsearch", marks=needs_elasticsearch),
    ]
)
def collection(request, db):
    """An empty collection in each engine."""
    return request.getfixturevalue(request.param)
