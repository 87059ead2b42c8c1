"""Forgets what was drawn for earlier requests. What outlives a change stays kept, as on the site:
Wagtail's addresses, which solutions are near to one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest

from cms import kept
from search import kept_answers, kept_cards

Answer = TypeVar("Answer")


def forgetting(get_response: Callable[[HttpRequest], Answer]) -> Callable[[HttpRequest], Answer]:
    kept.KEPT_FOR = 0  # no sooner kept than gone

    def answer(request: HttpRequest) -> Answer:
        kept_answers.forget()
        kept_cards.forget()
        return get_response(request)

    return answer
