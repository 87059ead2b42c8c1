"""Hears that an editor changed the jargon: every process reads queries anew, and the event is
written, in the transaction of the change. `bulk_create` and `update` tell nobody: whoever uses them
calls `Version.renew`."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save

from marketplace.core.actor import SYSTEM, current_actor
from marketplace.core.events import record
from marketplace.core.models import Audience, Version
from search.models import Synonym
from search.versions import JARGON


def connect_jargon() -> None:
    """Called once, when the app is ready."""
    post_save.connect(synonym_saved, sender=Synonym)
    post_delete.connect(synonym_deleted, sender=Synonym)


def synonym_saved(
    instance: Synonym, created: bool = False, raw: bool = False, **kwargs: Any
) -> None:
    """A fixture (`raw`) is no editor's doing, but it changes how queries are read all the same."""
    Version.renew(JARGON)
    if not raw:
        _record("synonym.added" if created else "synonym.changed", instance)


def synonym_deleted(instance: Synonym, **kwargs: Any) -> None:
    Version.renew(JARGON)
    _record("synonym.deleted", instance)


def _record(name: str, synonym: Synonym) -> None:
    record(
        name,
        actor=current_actor() or SYSTEM,
        thing="synonym",
        thing_id=synonym.pk,
        audience=Audience.STAFF,
        after={"lines": len(synonym.others)} if name != "synonym.deleted" else None,
    )
