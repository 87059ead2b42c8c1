"""For which of their organisations a person acts now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marketplace.organisations.models import Membership

JUST_ME = ""


def chosen_membership(memberships: Iterable[Membership], choice: Any) -> Membership | None:
    """The membership in which a person acts, or None for "just me".

    `choice` is what they chose last: an organisation's id, JUST_ME, or None for never. Who never
    chose and belongs to one organisation acts for it; who has left the one they chose is on their
    own.
    """
    memberships = list(memberships)
    if choice is None:
        return memberships[0] if len(memberships) == 1 else None
    return next((each for each in memberships if each.organisation_id == choice), None)
