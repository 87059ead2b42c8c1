"""Takes the place of Wagtail's bulk actions on users, which write past our services."""

from __future__ import annotations

from typing import Any

from wagtail import hooks
from wagtail.users.views.bulk_actions import (
    AssignRoleBulkAction,
    DeleteBulkAction,
    SetActiveStateBulkAction,
)


class _OneByOne:
    """People are changed one by one, each with its event."""

    def check_perm(self, obj: Any) -> bool:
        return False


# Each registers under the name of the action that it stands for, and later wins.
for action in (AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction):
    refused = type(f"No{action.__name__}", (_OneByOne, action), {})
    hooks.register("register_bulk_action", refused, order=1)
