"""What messages hold on a person: handed out to them, and taken out of the site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cms.asking import names, services
from cms.asking.models import Answer, Message
from marketplace.core.actor import SYSTEM, current_actor
from marketplace.core.registry import Held, PersonalData


def export(user_id: int) -> Iterator[tuple[str, Sequence[Mapping[str, Any]]]]:
    """What a person asked or found wrong, what they were told, and what they answered."""
    messages = Message.objects.filter(asker_id=user_id).select_related("organisation")
    yield (
        "questions and corrections",
        [
            {
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
            for each in messages.prefetch_related("answers").order_by("pk")
        ],
    )
    answers = Answer.objects.filter(by_id=user_id).select_related("message", "organisation")
    yield (
        "answers",
        [
            {
                "about": each.message.solution_title,
                "for": names.speaker_of(each),
                "text": each.text,
                "given_at": each.at.isoformat(),
            }
            for each in answers.order_by("pk")
        ],
    )


def erase(user_id: int) -> None:
    """What is public stays, without a name; the words of all else go."""
    services.forget_person(user_id=user_id, actor=current_actor() or SYSTEM)


DATA = PersonalData(
    "asking",
    ("cms.Message", "cms.Answer"),
    export,
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
