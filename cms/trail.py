"""The one bridge from what Wagtail logs to our events: it knows who did it, and what."""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from cms.actors import actor_behind
from cms.models import GuidancePage, SolutionPage
from marketplace.core.events import record
from marketplace.core.models import Audience

# What happens to pages, in our words. What the public may be told of is in PUBLIC.
PAGES = {
    "wagtail.create": "page.created",
    "wagtail.edit": "page.edited",
    "wagtail.copy": "page.copied",
    "wagtail.create_alias": "page.aliased",
    "wagtail.convert_alias": "page.separated",
    "wagtail.revert": "page.reverted",
    "wagtail.rename": "page.renamed",
    "wagtail.reorder": "page.reordered",
    "wagtail.lock": "page.locked",
    "wagtail.unlock": "page.unlocked",
    "wagtail.workflow.start": "page.submitted",
    "wagtail.workflow.resume": "page.submitted",
    "wagtail.workflow.approve": "page.approved",
    "wagtail.workflow.reject": "page.returned",
    "wagtail.workflow.cancel": "page.submission_cancelled",
    "wagtail.publish": "page.published",
    "wagtail.publish.scheduled": "page.published",
    "wagtail.publish.schedule": "page.scheduled",
    "wagtail.schedule.cancel": "page.unscheduled",
    "wagtail.unpublish": "page.unpublished",
    "wagtail.unpublish.scheduled": "page.unpublished",
    "wagtail.move": "page.moved",
    "wagtail.delete": "page.deleted",
    "wagtail.view_restriction.create": "page.restricted",
    "wagtail.view_restriction.edit": "page.restricted",
    "wagtail.view_restriction.delete": "page.opened",
}
PUBLIC = frozenset({"page.published", "page.unpublished"})

# What happens to pictures, documents, groups, redirects and whatever else the admin changes.
OTHERS = {
    "wagtail.create": "created",
    "wagtail.edit": "changed",
    "wagtail.delete": "deleted",
    "wagtail.publish": "published",
    "wagtail.unpublish": "unpublished",
}


def connect() -> None:
    """Called once, when the app is ready."""
    post_save.connect(page_log_entry_written, sender=PageLogEntry)
    post_save.connect(model_log_entry_written, sender=ModelLogEntry)


def page_log_entry_written(instance: PageLogEntry, created: bool = False, **kwargs: Any) -> None:
    """Whatever Wagtail logs of a page; an action without a word of ours by Wagtail's own."""
    if not created:
        return
    name = PAGES.get(instance.action) or f"page.{_as_word(instance.action)}"
    model = instance.content_type.model_class() if instance.content_type else None
    told = name in PUBLIC and shown_to_all(model, instance.page_id)
    with transaction.atomic():
        record(
            name,
            actor=actor_behind(instance.user_id),
            thing=thing_of(model),
            thing_id=instance.page_id,
            audience=Audience.PUBLIC if told else Audience.STAFF,
            after={"revision": instance.revision_id},
        )


def model_log_entry_written(instance: ModelLogEntry, created: bool = False, **kwargs: Any) -> None:
    """Whatever it logs of anything else, but for models whose writes record their own events: they
    say so by `records_events`."""
    model = instance.content_type.model_class() if instance.content_type else None
    if not created or model is None or getattr(model, "records_events", False):
        return
    thing = _as_word(model._meta.model_name)
    with transaction.atomic():
        record(
            f"{thing}.{OTHERS.get(instance.action) or _as_word(instance.action)}",
            actor=actor_behind(instance.user_id),
            thing=thing,
            thing_id=instance.object_id,
            audience=Audience.STAFF,
        )


def _as_word(name: str) -> str:
    """An action or a model's name as an event has it: "wagtail.comments.create_reply" is
    "comments_create_reply"."""
    return re.sub(r"[^a-z]+", "_", name.removeprefix("wagtail.").lower()).strip("_") or "logged"


def shown_to_all(model: Any, page_id: int) -> bool:
    """Whether everybody may be told of a page: it is neither private nor made up."""
    if model is not None and issubclass(model, SolutionPage):
        return SolutionPage.objects.filter(pk=page_id).unrestricted().real().exists()
    return Page.objects.filter(pk=page_id).public().exists()


def thing_of(model: Any) -> str:
    """The registered kind of a page's class, "page" for the ones that are no kind."""
    if model is not None and issubclass(model, SolutionPage):
        return "solution"
    if model is not None and issubclass(model, GuidancePage):
        return "guidance"
    return "page"
