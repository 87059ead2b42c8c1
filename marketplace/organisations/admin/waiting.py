"""What of organisations waits for a moderator, on the admin's first page."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.components import Component

from marketplace.organisations import rules
from marketplace.organisations.waiting import waiting


class OrganisationsWaitingPanel(Component):
    """Domains at which people wait, organisations that nobody administers, suppliers to verify."""

    name = "organisations_waiting"
    template_name = "organisations/admin/home_panel.html"
    order = 250

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        context["waiting"] = [(each.count, each.words, each.url) for each in waiting()]
        return context


def add_panel(request: Any, panels: list[Component]) -> None:
    """For `construct_homepage_panels`."""
    if rules.may_moderate(request.user):
        panels.append(OrganisationsWaitingPanel())
