"""The panel of the page editor that shows a solution's claims, which are no part of the page."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel


class ClaimsPanel(Panel):
    """Read-only: what is claimed, how strong it is, what state it is in, and where to change it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/admin/claims_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from cms.admin import claim_list

            context: dict[str, Any] = super().get_context_data(parent_context)
            user = self.request.user if self.request else None
            context["claims"] = claim_list.rows_of_page(self.instance, user)
            context["add_url"] = claim_list.add_url(self.instance, user)
            context["is_saved"] = bool(self.instance.pk)
            return context
