"""Takes in many files, and says of each what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError

from cms.publiccode.gathering import Gathered
from cms.publiccode.repositories import repository_key
from cms.publiccode.services import Outcome, import_tool
from cms.publiccode.validating import Problem
from marketplace.core.actor import Actor


@dataclass(frozen=True)
class Report:
    """One file and its outcome, None where it was only checked."""

    file: Gathered
    outcome: Outcome | None = None

    @property
    def errors(self) -> list[Problem]:
        return [*self.file.reading.errors, *(self.outcome.notes if self.outcome else ())]

    @property
    def went_in(self) -> bool:
        """Whether nothing of it was left out."""
        imported = self.outcome is None or self.outcome.went_in
        return imported and not self.errors

    def as_json(self) -> dict[str, Any]:
        reading = self.file.reading
        told: dict[str, Any] = {
            "file": self.file.name,
            "ok": reading.ok,
            "errors": [_problem(problem) for problem in reading.errors],
            "warnings": [_problem(problem) for problem in reading.warnings],
        }
        if self.outcome:
            told |= {
                "result": self.outcome.result,
                "why": self.outcome.why,
                "page": self.outcome.page_id,
                "live": self.outcome.live,
                "changed": list(self.outcome.changed),
                "kept": list(self.outcome.kept),
                "notes": [_problem(problem) for problem in self.outcome.notes],
            }
        return told


def check_files(files: Iterable[Gathered]) -> Iterator[Report]:
    """Only what is wrong; nothing is written."""
    for file in files:
        yield Report(file)


def import_files(files: Iterable[Gathered], *, actor: Actor, live: bool) -> Iterator[Report]:
    """Import each. Of several files of one repository the first is taken, so that a second run
    changes nothing."""
    taken: dict[str, str] = {}
    for file in files:
        repository = repository_key(file.reading.values.get("url", ""))
        if repository in taken:
            why = f"It has the same url as {taken[repository]}: one repository is one page"
            title = file.reading.values.get("name", "")
            yield Report(file, Outcome("refused", title, why=why))
            continue
        try:
            outcome = import_tool(
                reading=file.reading, actor=actor, address=file.address, live=live
            )
        except IntegrityError:
            why = "Another import of it ran at the same time: import it again"
            outcome = Outcome("waits", file.reading.values.get("name", ""), why=why)
        if repository and outcome.page_id:
            taken[repository] = file.name
        yield Report(file, outcome)


def _problem(problem: Problem) -> dict[str, Any]:
    return {"line": problem.line, "field": problem.field, "message": problem.message}
