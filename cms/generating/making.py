"""Made-up solutions written to the site, some hundred a transaction.

Nothing of a batch is there without all of it, listings included, so a run that is broken off leaves
whole batches, and the next one adds what is missing.

What saving a page would do besides is left out because of what it costs: a revision (a live page
needs none, Wagtail's editor reads the page itself), log entries and events for each page (what is
made up is nobody's news: one event tells of the run), and the rows by which the admin finds pages
by words and counts who refers to what. `manage.py update_index` and `rebuild_references_index` of
Wagtail add those; removing takes them away again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from cms.generating import marks
from cms.generating.solutions import solution
from cms.generating.writing import Writer
from marketplace.core.actor import Actor
from marketplace.core.events import record
from marketplace.core.models import Audience
from marketplace.core.signals import send_findable_changed
from marketplace.core.turns import take_turns

A_BATCH = 400
STAGES = ("words", "rows", "search")


@dataclass
class Outcome:
    """How many were made, how many were there already, and the seconds that it took to think them
    up, to write them, and for whoever listens (search) to take them in."""

    made: int = 0
    there: int = 0
    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STAGES, 0.0))


def generate(
    *, number: int, seed: int, actor: Actor, progress: Callable[[int], object] = lambda made: None
) -> Outcome:
    """Make the first `number` solutions of a seed, as far as they are not there. `progress` is told
    how many more there are, after each batch. Raises CannotGenerate."""
    there = {
        marks.number_of(key) for key in marks.made(seed).values_list("translation_key", flat=True)
    }
    missing = [each for each in range(1, number + 1) if each not in there]
    outcome = Outcome(there=number - len(missing))
    if not missing:
        return outcome
    writer = Writer(actor)
    for start in range(0, len(missing), A_BATCH):
        numbers = missing[start : start + A_BATCH]
        begun = time.perf_counter()
        solutions = [solution(seed, each) for each in numbers]
        thought_up = time.perf_counter()
        with transaction.atomic():
            # In the order in which whoever adds a page has them.
            writer.lock_parent()
            take_turns()
            if start == 0:
                _record_run(writer.parent_id, seed, number, len(missing), actor)
            ids = writer.write(seed, solutions)
            written = time.perf_counter()
            send_findable_changed("solution", ids)
        ended = time.perf_counter()
        for stage, seconds in zip(
            STAGES, (thought_up - begun, written - thought_up, ended - written), strict=True
        ):
            outcome.seconds[stage] += seconds
        outcome.made += len(numbers)
        progress(len(numbers))
    return outcome


def _record_run(parent_id: int, seed: int, number: int, missing: int, actor: Actor) -> None:
    """In the transaction of the first batch, so that a run that is broken off is told of too."""
    record(
        "examples.generating_began",
        actor=actor,
        thing="page",
        thing_id=parent_id,
        audience=Audience.STAFF,
        after={"seed": seed, "wanted": number, "missing": missing},
    )
