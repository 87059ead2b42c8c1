"""Hears what Wagtail does to pages without a word to their subclasses: tells the rest of the site
what the public can find anew, and moves claims along with their page's workflow."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_save, pre_delete
from taggit.models import Tag
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, PageViewRestriction, Site, TaskState, WorkflowState
from wagtail.signals import (
    page_published,
    page_slug_changed,
    post_page_move,
    task_submitted,
    workflow_approved,
    workflow_cancelled,
    workflow_rejected,
    workflow_submitted,
)

from cms import services
from cms.actors import actor_behind
from cms.models import Approach, GuidancePage, ServiceArea, SolutionPage
from cms.trail import thing_of
from marketplace.core.findable import say_shown_otherwise
from marketplace.core.signals import findable_changed, send_findable_changed
from marketplace.organisations.models import OrganisationKind

# What solutions are filed under, and by which of their fields.
FILED = {ServiceArea: "service_areas", Approach: "approaches", Tag: "tagged_items__tag"}

# Wagtail's own mails go out at once, with links into the admin, whatever the person has chosen.
MAILS = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
)


def connect() -> None:
    """Called once, when the app is ready."""
    _silence_mails()
    post_save.connect(page_saved, sender=Page)
    post_save.connect(page_saved, sender=GuidancePage)
    post_page_move.connect(page_moved)
    page_slug_changed.connect(page_moved)
    for signal in (post_save, post_delete):
        signal.connect(restriction_changed, sender=PageViewRestriction)
    for model in (SolutionPage, GuidancePage):
        post_delete.connect(page_deleted, sender=model)
    for model in (get_image_model(), get_document_model(), Site):
        for signal in (post_save, post_delete):
            signal.connect(drawn_in_pages, sender=model)
    post_delete.connect(drawn_in_pages, sender=Page)
    for vocabulary in FILED:
        pre_delete.connect(vocabulary_going, sender=vocabulary)
        for signal in (post_save, post_delete):
            signal.connect(vocabulary_changed, sender=vocabulary)
    findable_changed.connect(organisation_changed)
    workflow_approved.connect(workflow_was_approved)
    workflow_rejected.connect(workflow_was_stopped)
    workflow_cancelled.connect(workflow_was_stopped)
    page_published.connect(page_was_published)


def _silence_mails() -> None:
    # Wagtail's admin connects its notifiers when it is ready, before or after us; a receiver that
    # holds their place under the same name keeps them out in either order.
    for signal, sender, name in MAILS:
        signal.disconnect(sender=sender, dispatch_uid=name)
        signal.connect(nobody, sender=sender, dispatch_uid=name)


def nobody(**kwargs: Any) -> None:
    """Receives in place of Wagtail's mail notifiers."""


# What the public can find -------------------------------------------------------------------------


def page_saved(instance: Page, raw: bool = False, **kwargs: Any) -> None:
    """A save through base Page (unpublishing, moving, converting an alias), of which a solution's
    own save() never hears; and any save of guidance."""
    if not raw:
        say_subtree_changed(instance.path)


def page_moved(instance: Page, **kwargs: Any) -> None:
    """Moved or given another address, with all that is below it. Comes after the commit."""
    say_subtree_changed(instance.path)


def restriction_changed(instance: PageViewRestriction, **kwargs: Any) -> None:
    """Made private or opened again, with all that is below it."""
    path = Page.objects.filter(pk=instance.page_id).values_list("path", flat=True).first()
    if path:
        say_subtree_changed(path)


def page_deleted(sender: Any, instance: Page, **kwargs: Any) -> None:
    with transaction.atomic():
        send_findable_changed(thing_of(sender), [instance.pk])


def drawn_in_pages(**kwargs: Any) -> None:
    """A picture, a document or a page that others may show or lead to, or where the site begins."""
    with transaction.atomic():
        say_shown_otherwise()


def say_subtree_changed(path: str) -> None:
    """Name every solution and guidance page at or below a path. Others may lead to any page."""
    with transaction.atomic():
        say_shown_otherwise()
        for model in (SolutionPage, GuidancePage):
            below = model.objects.filter(path__startswith=path).order_by()
            send_findable_changed(thing_of(model), below.values_list("pk", flat=True))


def vocabulary_going(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Once it is gone, nobody knows what was filed under it."""
    found = SolutionPage.objects.filter(**{FILED[sender]: instance.pk}).order_by()
    instance.was_of = list(found.values_list("pk", flat=True))


def vocabulary_changed(sender: Any, instance: Any, signal: Any = None, **kwargs: Any) -> None:
    """Renamed or deleted: and so is what the solutions filed under it are found by."""
    with transaction.atomic():
        if sender is not Tag:
            send_findable_changed("area" if sender is ServiceArea else "approach", [instance.pk])
        say_solutions_changed(
            Q(**{FILED[sender]: instance.pk}) | Q(pk__in=getattr(instance, "was_of", ())),
            renamed=signal is post_save,
        )


def organisation_changed(kind: str, ids: Collection[int], **kwargs: Any) -> None:
    """What a council or supplier is called, and where it is, shows with its solutions."""
    if kind in OrganisationKind.values:
        say_solutions_changed(
            Q(organisation__in=ids) | Q(claims__organisation__in=ids), renamed=True
        )


def say_solutions_changed(which: Q, *, renamed: bool) -> None:
    found = SolutionPage.objects.filter(which).order_by().values_list("pk", flat=True).distinct()
    send_findable_changed("solution", found, renamed=renamed)


# Claims go with their page ------------------------------------------------------------------------


def workflow_was_approved(instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    """In the transaction that publishes the page. Where a live page's new version waits for its
    day, the claims wait with it."""
    page = Page.objects.filter(pk=instance.object_id).first()
    if page is None or (page.live and page.approved_schedule):
        return
    services.publish_claims(workflow_state=instance, actor=actor_behind(user and user.pk))


def workflow_was_stopped(instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    """Changes were asked for, or the submission was cancelled (publishing past it does so too)."""
    services.return_claims(workflow_state=instance, actor=actor_behind(user and user.pk))


def page_was_published(instance: Page, **kwargs: Any) -> None:
    """Claims that were approved, now or earlier to wait for this day."""
    if instance.live:
        user = get_active_log_context().user
        actor = actor_behind(user and user.pk)
        services.publish_waiting_claims(solution_id=instance.pk, actor=actor)
