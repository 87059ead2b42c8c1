"""What messages hold on a person: handed out to them, and taken out of the site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cms.asking import names, services
from cms.asking.models import Answer, Message
from marketplace.core.actor import SYSTEM, current_actor
from marketplace.core.registry import Held, HeldTable, PersonalData


def tables(user_id: int) -> Iterator[HeldTable]:
    """What a person asked or found wrong, what they were told, and what they answered."""
    messages = Message.objects.filter(asker_id=user_id).select_related("organisation")
    found = messages.prefetch_related("answers").order_by("pk")
    yield HeldTable("questions and corrections", found, _message)
    answers = Answer.objects.filter(by_id=user_id).select_related("message", "organisation")
    yield HeldTable("answers", answers.order_by("pk"), _answer)


def _message(each: Message) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "about": each.solution_title,
        "part": each.part,
        "text": each.text,
        "for": each.organisation.name if each.organisation else None,
        "may be shown": each.may_be_shown,
        "state": each.state,
        "sent_at": each.at.isoformat(),
        "answers": [answer.text for answer in each.answers.all()],
    }


def _answer(each: Answer) -> dict[str, Any]:
    return {
        "about": each.message.solution_title,
        "for": names.speaker_of(each),
        "text": each.text,
        "given_at": each.at.isoformat(),
    }


def erase(user_id: int) -> None:
    """What is public stays, without a name; the words of all else go."""
    services.forget_person(user_id=user_id, actor=current_actor() or SYSTEM)


DATA = PersonalData(
    "asking",
    ("cms.Message", "cms.Answer"),
    tables,
    erase,
    held=(
        Held(
            "What you ask a council, report as wrong, and answer",
            "So that your message reaches those who can answer, and you see what became of it",
            "Until you are erased; a question that was made public with your agreement stays without "
            "your name. A council’s own copy by mail goes with its other mails",
        ),
    ),
)
