"""The number of what the public can find: what is drawn of it may be kept until that is another."""

from __future__ import annotations

from typing import Any

from marketplace.core.models import Version
from marketplace.core.turns import take_turns

FINDABLE = "findable"


def say_shown_otherwise() -> None:
    """Say that pages show something else from now on, in the transaction of the change. Whoever says
    what exactly changed sends `findable_changed`, which says this too."""
    take_turns()
    Version.renew(FINDABLE)


def findable_version(request: Any) -> int | None:
    """The number as it is now, asked once a request; None where there is none yet. Read it before
    what is to be kept under it."""
    if not hasattr(request, "_findable_version"):
        request._findable_version = Version.number_of(FINDABLE)
    version: int | None = request._findable_version
    return version


def begin() -> None:
    """Give a site that has none its first number: part of a set-up."""
    if Version.number_of(FINDABLE) is None:
        Version.renew(FINDABLE)
