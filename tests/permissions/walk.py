"""Asks every address of the site as each role, and says in one mark what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.messages import get_messages
from django.db import transaction
from django.test import Client

from marketplace.core.models import Event
from tests.permissions.things import Things, at
from tests.security.walking import Address

ADMIN = "/admin/"
WAYS = {
    "/sign-in/": "s",
    "/admin/login/": "s",  # which leads on to it
    "/sign-in/second-step/": "t",
}
BY_STATUS = {400: "b", 403: "x", 404: "0", 405: "m"}
# What a library's view may say to somebody it has let in.
LET_IN = {"GET": ".0m", "POST": ".0mb!"}


@dataclass(frozen=True)
class Answer:
    """What somebody got, and how many events it left behind."""

    address: Address
    method: str
    mark: str
    events: int

    def is_as(self, expected: str) -> bool:
        return self.mark in LET_IN[self.method] if expected == "o" else self.mark == expected

    def __str__(self) -> str:
        return f"{self.method} {self.address.full_name}"


class Visitor:
    """One person's browser, which forgets after each request what that request has done."""

    def __init__(self, things: Things, sign_in: Callable[[Client], None]) -> None:
        self.things = things
        self.client = Client(raise_request_exception=False)
        sign_in(self.client)
        self.cookies = {name: each.value for name, each in self.client.cookies.items()}
        self.events = Event.objects.count()

    def asks(self, address: Address, *methods: str) -> Iterator[Answer]:
        path = at(address, self.things)
        for method in methods:
            # What it has done is undone at the end of the block.
            with transaction.atomic():
                self.client.cookies.clear()
                for name, value in self.cookies.items():
                    self.client.cookies[name] = value
                response = getattr(self.client, method.lower())(path)
                if response.streaming:
                    list(response.streaming_content)  # so that the file is closed
                mark = mark_of(response)
                yield Answer(address, method, mark, Event.objects.count() - self.events)
                transaction.set_rollback(True)


def mark_of(response: Any) -> str:
    """The one mark of the table for an answer."""
    status = response.status_code
    if status >= 500:
        return "!"
    if status in (301, 302):
        return _mark_of_way(response)
    if status == 403 and _drawn_with(response, "accounts/held.html"):
        return "t"
    return BY_STATUS.get(status, "." if status < 400 else str(status))


def _mark_of_way(response: Any) -> str:
    way = response["Location"].partition("?")[0]
    if way == ADMIN and _was_refused(response):
        return "x"
    return WAYS.get(way, ".")


def _was_refused(response: Any) -> bool:
    """Wagtail refuses by leading to its first page, where it says so."""
    return any(
        "do not have permission" in str(each) for each in get_messages(response.wsgi_request)
    )


def _drawn_with(response: Any, template: str) -> bool:
    return any(each.name == template for each in response.templates)
