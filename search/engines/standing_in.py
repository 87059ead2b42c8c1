"""One engine stands in for another that does not answer: the one place that decides it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from typing import TypeVar

from django.db import DatabaseError

from search.engines.base import Engine, Indexed, ResultPage, SearchQuery, Suggestion
from search.engines.bounding import TookTooLong
from search.language import Reading

T = TypeVar("T")

log = logging.getLogger(__name__)


class Resting(Exception):
    """An engine that has failed lately does not ask its server just now."""


class StandingIn:
    """Asks the first engine; whatever goes wrong there, the second answers. The answer names the one
    that gave it."""

    def __init__(self, first: Engine, second: Engine) -> None:
        self.name = first.name
        self.first, self.second = first, second

    def search(self, query: SearchQuery) -> ResultPage:
        return self._ask(lambda engine: engine.search(query))

    def suggest(self, letters: str, *, limit: int = 8) -> list[Suggestion]:
        return self._ask(lambda engine: engine.suggest(letters, limit=limit))

    def similar(self, listing_id: int, *, limit: int = 4) -> list[tuple[str, int]]:
        return self._ask(lambda engine: engine.similar(listing_id, limit=limit))

    def better_known(self, reading: Reading) -> dict[str, str]:
        return self.second.better_known(reading)

    def _ask(self, question: Callable[[Engine], T]) -> T:
        try:
            return question(self.first)
        except (DatabaseError, TookTooLong):  # which the other engine would meet as well
            raise
        except Resting:
            return question(self.second)
        except Exception as error:
            # Not its message, which may quote what somebody searched for.
            log.warning("%s does not answer: %s", self.first.name, type(error).__name__)
            return question(self.second)

    # Taking in is the first engine's own; the second is written to in each change's transaction.

    def index(self, listings: Collection[Indexed]) -> None:
        self.first.index(listings)

    def withdraw(self, listing_ids: Collection[int]) -> None:
        self.first.withdraw(listing_ids)

    def rebuild(self, listings: Collection[Indexed] | None = None) -> int:
        return self.first.rebuild(listings)
