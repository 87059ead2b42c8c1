"""The one signal by which anything says that what the public can find has changed."""

from __future__ import annotations

from collections.abc import Iterable

from django.dispatch import Signal

from marketplace.core.findable import say_shown_otherwise
from marketplace.core.turns import take_turns

findable_changed = Signal()


def send_findable_changed(kind: str, ids: Iterable[int], *, renamed: bool = False) -> None:
    """Say that the things `ids` of `kind` ("solution", "council", "area" …) show something new.

    Sent inside the transaction of the change, so that whoever listens writes in it too; a receiver
    that fails rolls the change back. `ids` may be a QuerySet: it is asked when it is this change's
    turn, and so sees what others have just committed.

    `renamed`: only what they are filed under has another name or place. Nobody may read more or less
    by that, so whoever listens may follow after the commit where they are many.
    """
    take_turns()
    changed = frozenset(ids)
    if changed:
        say_shown_otherwise()
        findable_changed.send(sender=None, kind=kind, ids=changed, renamed=renamed)
