"""Editors write and change; taking away what exists is the moderators'."""

from __future__ import annotations

from typing import Any

from wagtail.models import PagePermissionTester


class ModeratorsDelete(PagePermissionTester):
    """Wagtail lets whoever may change a page delete it while it is not public."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return bool(self.can_publish() and super().can_delete(ignore_bulk))


class DeletedByModerators:
    """Mixed into pages that editors write."""

    def permissions_for_user(self, user: Any) -> ModeratorsDelete:
        return ModeratorsDelete(user, self)
