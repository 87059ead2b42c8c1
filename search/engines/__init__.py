"""The engines: each answers the same questions over the same listings. Nobody else asks which."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from search.engines.base import Engine
from search.engines.database import DatabaseEngine

if TYPE_CHECKING:
    from search.engines.elasticsearch.engine import ElasticsearchEngine

database = DatabaseEngine()


def engine() -> Engine:
    """The engine that answers: Elasticsearch where a server is named, the database where there is
    none and wherever it does not answer."""
    return _standing_in() if settings.ELASTICSEARCH_URL else database


@cache
def mirrored() -> ElasticsearchEngine:
    """The engine that holds a copy of the listings on a server of its own. Only where one is named:
    its library takes a while to load."""
    from search.engines.elasticsearch.engine import ElasticsearchEngine  # noqa: PLC0415 - loads its library

    return ElasticsearchEngine()


@cache
def _standing_in() -> Engine:
    from search.engines.standing_in import StandingIn  # noqa: PLC0415 - which needs this package

    return StandingIn(mirrored(), database)


def all_engines() -> tuple[Engine, ...]:
    """Every engine that holds the listings."""
    return (database, mirrored()) if settings.ELASTICSEARCH_URL else (database,)
