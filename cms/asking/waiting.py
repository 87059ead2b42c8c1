"""What of messages waits for moderators, and since when."""

from __future__ import annotations

from typing import Any

from django.template.defaultfilters import pluralize
from django.urls import reverse

from cms.asking import queries, rules
from cms.asking.models import MessageKind, State
from marketplace.core import clock
from marketplace.core.registry import Queue, Waiting


def waiting() -> list[Waiting]:
    """Corrections, and questions that no council answers. One statement."""
    found = queries.waiting_for_moderators(today=clock.today())
    sent = list(found.order_by("at").values_list("kind", "at"))
    url = f"{reverse('reader_messages')}?state={State.WAITING}&kind="
    corrections = [at for kind, at in sent if kind == MessageKind.CORRECTION]
    questions = [at for kind, at in sent if kind == MessageKind.QUESTION]
    return [
        Waiting(
            len(corrections),
            f"correction{pluralize(len(corrections))} to look at",
            f"{url}{MessageKind.CORRECTION}",
            min(corrections, default=None),
        ),
        Waiting(
            len(questions),
            f"question{pluralize(len(questions))} that no council answers",
            f"{url}{MessageKind.QUESTION}",
            min(questions, default=None),
        ),
    ]


def _for(person: Any) -> list[Waiting]:
    return waiting() if rules.may_moderate(person) else []


QUEUE = Queue("messages", _for, order=20)
