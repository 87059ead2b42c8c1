"""What people are told of messages by mail. No mail names an address or answers to one: whoever wants to
answer does so on the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from cms.asking import names
from cms.asking.models import Answer, Message
from marketplace.core.letters import send_letter
from marketplace.organisations.models import Membership, Organisation


def tell_asked(message: Message, council: Organisation, people: list[Membership]) -> None:
    """To a council's people: the question, who asks, and where to answer."""
    for each in people:
        _send("asked", each.user.email, message, place=council, asker=names.asker_of(message))


def tell_answered(answer: Answer) -> None:
    """To the asker."""
    message = answer.message
    _send("answered", message.asker.email, message, words=answer.text, who=names.speaker_of(answer))


def tell_closed(message: Message) -> None:
    """To the asker, that nobody will answer."""
    _send("closed", message.asker.email, message)


def tell_settled(answer: Answer) -> None:
    """To whoever said that something was wrong: what became of it."""
    _send("settled", answer.message.asker.email, answer.message, words=answer.text)


def _send(name: str, to: str, message: Message, **context: Any) -> None:
    told = {
        "message": message,
        "title": message.title,
        "url": settings.SITE_URL + reverse("message", args=[message.pk]),
        **context,
    }
    send_letter(f"cms/asking/mail/{name}", to=to, context=told)
