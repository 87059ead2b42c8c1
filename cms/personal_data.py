"""What the editors' tools hold on a person: handed out to them, and taken out of the site.

What they wrote and decided for the site stays, under a number that then leads to nobody: it is work,
not theirs alone. What only served them goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.admin.models import EditingSession, FormState
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    APIToken,
    Comment,
    CommentReply,
    ModelLogEntry,
    Page,
    PageLogEntry,
    PageSubscription,
    Revision,
    TaskState,
    UploadedFile,
    WorkflowState,
)

from cms.models import Evidence
from marketplace.accounts.models import User
from marketplace.core.registry import Held, HeldTable, PersonalData

SERVED_THEM = (EditingSession, FormState, APIToken, PageSubscription)


def tables(user_id: int) -> Iterator[HeldTable]:
    """What the person wrote, uploaded, checked and decided, by title and date."""
    named = Page.objects.filter(owner_id=user_id)
    yield _of("pages you began", named, "id", "title", "first_published_at")
    revisions = Revision.objects.filter(user_id=user_id)
    yield _of("drafts you saved", revisions, "object_id", "object_str", "created_at")
    for label, entries in (
        ("what you did to pages", PageLogEntry.objects.filter(user_id=user_id)),
        ("what you did elsewhere in the admin", ModelLogEntry.objects.filter(user_id=user_id)),
    ):
        yield _of(label, entries, "label", "action", "timestamp")
    comments = Comment.objects.filter(user_id=user_id)
    yield _of("comments", comments, "page_id", "text", "created_at")
    replies = CommentReply.objects.filter(user_id=user_id)
    yield _of("replies to comments", replies, "comment_id", "text", "created_at")
    for label, model in (("pictures", get_image_model()), ("documents", get_document_model())):
        uploaded = model.objects.filter(uploaded_by_user_id=user_id)
        yield _of(f"{label} you uploaded", uploaded, "title", "created_at")
    asked = WorkflowState.objects.filter(requested_by_id=user_id)
    yield _of("pages you sent to moderation", asked, "object_id", "status", "created_at")
    decided = TaskState.objects.filter(finished_by_id=user_id)
    yield _of("pages you moderated", decided, "status", "comment", "finished_at")
    checked = Evidence.objects.filter(verified_by_user_id=user_id)
    yield _of("claims you verified", checked, "id", "statement", "verified_on")


def erase(user_id: int) -> None:
    """The log of the admin's own people names them by what they were called."""
    for model in SERVED_THEM:
        model._default_manager.filter(user_id=user_id).delete()
    UploadedFile.objects.filter(uploaded_by_user_id=user_id).delete()
    Page.objects.filter(locked_by_id=user_id).update(locked=False, locked_by=None, locked_at=None)
    about = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(user_id)
    )
    about.update(label="", data={})


def _of(name: str, found: QuerySet[Any], *fields: str) -> HeldTable:
    return HeldTable(name, found.order_by("pk").values(*fields))


DATA = PersonalData(
    "editors' tools",
    (
        "wagtailcore.Page", "wagtailcore.Revision", "wagtailcore.PageLogEntry",
        "wagtailcore.ModelLogEntry", "wagtailcore.Comment", "wagtailcore.CommentReply",
        "wagtailcore.PageSubscription", "wagtailcore.WorkflowState", "wagtailcore.TaskState",
        "wagtailcore.APIToken", "wagtailcore.UploadedFile", "wagtailadmin.EditingSession",
        "wagtailadmin.FormState", "wagtailimages.Image", "wagtaildocs.Document", "cms.Evidence",
    ),
    tables,
    erase,
    order=70,
    held=(
        Held(
            "What you write, upload and decide in the editors’ tools",
            "It is what the site is for, and who answers for a page or a claim has to be known",
            "For good as a record; your name goes when you are erased",
        ),
        Held(
            "What you have open in the editors’ tools, and which comments you follow",
            "So that two people do not write over each other",
            "Minutes; until you are erased",
        ),
    ),
)  # fmt: skip
