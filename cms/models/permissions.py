"""Editors write and change; taking away what exists is the moderators'."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length, Substr
from wagtail.models import PagePermissionTester, PageViewRestriction


def is_unrestricted() -> Q:
    """For a QuerySet of pages: neither the page nor one above it is private, asked in the same
    statement."""
    restricted = PageViewRestriction.objects.filter(
        page__path=Substr(OuterRef("path"), 1, Length("page__path"))
    )
    return Q(~Exists(restricted))


class ModeratorsDelete(PagePermissionTester):
    """Wagtail lets whoever may change a page delete it while it is not public."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return bool(self.can_publish() and super().can_delete(ignore_bulk))


class DeletedByModerators:
    """Mixed into pages that editors write."""

    def permissions_for_user(self, user: Any) -> ModeratorsDelete:
        return ModeratorsDelete(user, self)
