"""A council's pages follow it into the one that came after it. What was observed there, and what was
verified by it, stays with the council that it was."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from wagtail.models import Revision, TaskState

from cms.models import SolutionPage
from marketplace.core.actor import SYSTEM, Actor, current_actor
from marketplace.core.events import record
from marketplace.core.models import Audience
from marketplace.core.signals import send_findable_changed
from marketplace.core.turns import take_turns
from marketplace.organisations.models import Council
from marketplace.organisations.refusals import MergerRefused

PAGES = "its pages, with the drafts that editors have of them"


def pages_of(council_id: int) -> QuerySet[SolutionPage]:
    """Pages that are the council's, as they are or as their latest draft has them."""
    return SolutionPage.objects.filter(
        Q(organisation_id=council_id) | Q(latest_revision__content__organisation=council_id)
    ).order_by("pk")


def move_pages(old_id: int, new_id: int) -> None:
    """All of them, within the transaction of the merger. Safe to repeat."""
    take_turns()
    actor = current_actor() or SYSTEM
    moved = list(pages_of(old_id))
    for page in moved:
        _move(page, old_id, new_id, actor)
    send_findable_changed("solution", [page.pk for page in moved])


def assign_page(*, page_id: int, council_id: int, actor: Actor) -> bool:
    """One page of a split council goes on with one of those that came after it. Returns whether
    anything changed: safe to repeat.

    Raises MergerRefused for a council that did not come after the page's own.
    """
    with transaction.atomic():
        take_turns()
        page = SolutionPage.objects.select_for_update().filter(pk=page_id).first()
        if page is None or page.organisation_id == council_id:
            return False
        heir = Council.objects.filter(pk=council_id, predecessors=page.organisation_id).first()
        if heir is None or page.organisation_id is None:
            raise MergerRefused("This council did not come after the one whose page it is.")
        _move(page, page.organisation_id, council_id, actor)
        send_findable_changed("solution", [page.pk])
    return True


def _move(page: SolutionPage, old_id: int, new_id: int, actor: Actor) -> None:
    SolutionPage.objects.filter(pk=page.pk, organisation_id=old_id).update(organisation_id=new_id)
    for revision in _to_come(page).filter(content__organisation=old_id):
        revision.content["organisation"] = new_id
        revision.save(update_fields=["content"])
    record(
        "page.council_changed",
        actor=actor,
        thing="solution",
        thing_id=page.pk,
        audience=Audience.STAFF,
        before={"organisation": old_id},
        after={"organisation": new_id},
    )


def _to_come(page: SolutionPage) -> QuerySet[Revision]:
    """Revisions that can be published without being chosen: they would bring the old council back.
    Those before them stay as they were."""
    in_moderation = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    return page.revisions.filter(
        Q(pk=page.latest_revision_id)
        | Q(approved_go_live_at__isnull=False)
        | Q(pk__in=in_moderation.values("revision_id"))
    )
