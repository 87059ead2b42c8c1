"""The one signal by which anything says that what the public can find has changed."""

from __future__ import annotations

from collections.abc import Iterable

from django.dispatch import Signal

findable_changed = Signal()


def send_findable_changed(kind: str, ids: Iterable[int]) -> None:
    """Say that the things `ids` of `kind` ("solution", "council", "area" …) show something new.

    Sent inside the transaction of the change, so that whoever listens writes in it too; a receiver
    that fails rolls the change back.
    """
    changed = frozenset(ids)
    if changed:
        findable_changed.send(sender=None, kind=kind, ids=changed)
