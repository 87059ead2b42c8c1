"""What the catalogue hands to the registries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.management import call_command
from django.db import transaction
from django.http import HttpRequest

from cms import listings, merging, personal_data, queries, result_cards, services, waiting
from cms.generating import removing
from cms.models import CaseStudyPage, ToolPage
from cms.setup.content import load_examples, load_first_content, remove_examples
from cms.setup.groups import set_up_groups
from cms.setup.pages import set_up_pages
from cms.setup.vocabularies import set_up_vocabularies
from marketplace.core import clock, registry
from marketplace.core.actor import Actor


def register() -> None:
    registry.kinds.register(
        registry.Kind(
            "solution",
            "cms.SolutionPage",
            "Solution",
            listings.solutions,
            result_cards.solutions,
            order=10,
            sub_kinds=(
                registry.SubKind(listings.CASE_STUDY, CaseStudyPage.kind_label),
                registry.SubKind(listings.TOOL, ToolPage.kind_label),
            ),
        )
    )
    registry.kinds.register(
        registry.Kind(
            listings.GUIDANCE,
            "cms.GuidancePage",
            "Guidance",
            listings.guidance,
            result_cards.guidance,
            order=80,
            nouns=("guide", "guides"),
        )
    )
    registry.set_ups.register(registry.SetUp("pages", 10, set_up_pages))
    registry.set_ups.register(registry.SetUp("vocabularies", 20, set_up_vocabularies))
    registry.set_ups.register(registry.SetUp("groups and workflow", 30, set_up_groups))
    registry.set_ups.register(registry.SetUp("first content", 120, load_first_content))
    registry.demos.register(registry.Demo("example solutions", 50, load_examples, remove_examples))
    # Nothing makes them but their own command; there are too many to be removed one by one.
    registry.demos.register(
        registry.Demo("generated solutions", 60, remove=removing.remove_for_good)
    )
    registry.due_work.register(
        registry.DueWork("publish_scheduled", publish_scheduled, dt.timedelta(minutes=1))
    )
    registry.panels.register(
        registry.Panel(
            "nav-solutions", "nav", 10, "components/nav_item.html", _nav("Solutions", "/solutions/")
        )
    )
    registry.panels.register(
        registry.Panel(
            "nav-guidance", "nav", 90, "components/nav_item.html", _nav("Guidance", "/guidance/")
        )
    )
    registry.queues.register(waiting.QUEUE)
    registry.personal_data.register(personal_data.DATA)
    registry.merges.register(registry.Merge(merging.PAGES, merging.move_pages, order=10))
    registry.panels.register(
        registry.Panel(
            "vendor-solutions", "vendor", 10, "cms/vendor_solutions.html", _vendor_solutions
        )
    )
    registry.panels.register(
        registry.Panel(
            "council-solutions", "council", 10, "cms/council_solutions.html", _council_solutions
        )
    )


def publish_scheduled() -> None:
    """Wagtail's own: publish and take down what is due. Claims that wait although their page is
    there, because a process died between the two, follow.

    In one transaction, because Wagtail forgets that a page was due before it publishes it: who died
    in between would leave a page that nobody publishes any more."""
    with transaction.atomic():
        call_command("publish_scheduled", verbosity=0)
    for solution_id in queries.solutions_whose_claims_are_late():
        services.publish_waiting_claims(
            solution_id=solution_id, actor=Actor(user_id=None, via="schedule")
        )


def _nav(label: str, address: str) -> Any:
    def load(thing: Any, request: HttpRequest) -> Mapping[str, Any]:
        return {
            "label": label,
            "url": address,
            "current": request is not None and request.path.startswith(address),
        }

    return load


def _vendor_solutions(vendor: Any, request: HttpRequest) -> Mapping[str, Any]:
    return {"cards": queries.organisation_solutions(vendor.pk)}


def _council_solutions(council: Any, request: HttpRequest) -> Mapping[str, Any]:
    """Where an ended council's pages went on elsewhere, it says with whom."""
    cards = queries.organisation_solutions(council.pk)
    moved = not cards and council.has_ended(clock.today())
    return {"cards": cards, "successors": list(council.successors.all()) if moved else []}
