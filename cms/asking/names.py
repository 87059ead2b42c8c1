"""How people are called to each other in messages: by their name, never by an address."""

from __future__ import annotations

from typing import Any

from cms.asking.models import Answer, Message

ERASED = "A former user"
NAMELESS = "Somebody who gave no name"
MODERATORS = "A moderator"


def name_of(person: Any) -> str:
    """Somebody's name; whoever typed an address as theirs is taken to have given none."""
    name = " ".join(person.name.split())
    return name if name and "@" not in name else NAMELESS


def asker_of(message: Message) -> str:
    """Who asks, with whom they acted for: "Olive Tran, Marshgate Council"."""
    if message.is_erased:
        return ERASED
    name = name_of(message.asker)
    return f"{name}, {message.organisation.name}" if message.organisation else name


def speaker_of(answer: Answer) -> str:
    """For whom an answer was given; the public is told no person."""
    if answer.organisation:
        return answer.organisation.name
    return MODERATORS if answer.by_moderator else "The council"
