"""Panels of the page editor that show what is no part of the page: claims, a tool's own file."""

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


class ToolSourcePanel(Panel):
    """Read-only: the file in the tool's repository that the page was made from, if there is one."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/admin/tool_source_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from cms.publiccode import showing

            context: dict[str, Any] = super().get_context_data(parent_context)
            context.update(showing.for_editor(self.instance))
            return context
