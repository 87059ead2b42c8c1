"""The engines that every test of the contract runs on."""

from __future__ import annotations

import pytest

from search.engines.database import DatabaseEngine
from tests.search.contract import Collection


def _database():
    """The database engine counts some time after a change, and sees each at once."""
    engine = DatabaseEngine()
    return Collection(engine, counted=engine.recount, seen=lambda: None)


ENGINES = {"database": _database}


@pytest.fixture(params=sorted(ENGINES))
def collection(request, db):
    """An empty collection in each engine."""
    return ENGINES[request.param]()
