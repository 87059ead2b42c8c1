"""What other pages show of messages: a solution its public questions and the ways to write, the same
for every reader; a person's own page what waits for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from cms.asking import names, queries
from cms.kept import kept
from cms.models import SolutionPage
from marketplace.core.findable import findable_version
from marketplace.core.rendering import render_part


def of_solution(page: SolutionPage, request: HttpRequest | None) -> Mapping[str, Any] | None:
    """Nothing in a preview and on pages that the public does not find: nobody can write about those."""
    if not page.pk or request is None or getattr(request, "is_preview", False):
        return None

    def draw() -> str:
        ways = queries.ways_of(page.pk)
        if ways is None:
            return ""
        asked = queries.public_questions(page.pk) if ways.has_questions else []
        threads = [
            (each, [(answer, names.speaker_of(answer)) for answer in each.answers.all()])
            for each in asked
        ]
        told = {"page": page, "ways": ways, "threads": threads}
        return str(render_part("cms/asking/solution.html", told))

    drawn = kept(f"asking:{page.pk}", findable_version(request), draw)
    return {"drawn": drawn} if drawn else None


def of_person(person: Any, request: HttpRequest | None) -> Mapping[str, Any] | None:
    """A way to what the person wrote, and how many questions wait for their councils."""
    memberships = getattr(request, "memberships", ())
    organisations = [each.organisation_id for each in memberships if each.organisation.is_council]
    waiting = queries.number_waiting_for(organisations) if organisations else 0
    return {"waiting": waiting, "answers": bool(organisations)}
