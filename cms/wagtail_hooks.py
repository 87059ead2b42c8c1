"""What the catalogue adds to Wagtail's admin, and what it keeps out of editors' way."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from cms.admin import (
    audit,
    corrections,
    deletion,
    exports,
    home,
    pages,
    publiccode_views,
    reports,
    split_pages,
)
from cms.admin.claims import claim_viewset
from cms.admin.vocabularies import VocabularyGroup
from cms.admin.wording import word_blocks
from cms.models import GuidancePage, PlainPage, SolutionPage

# Of no use to whoever writes a page here; each would be one more thing to wonder about.
HIDDEN_ITEMS = {"help"}
HIDDEN_REPORTS = {"workflow-tasks", "page-types-usage"}

register_snippet(VocabularyGroup)
for model in (SolutionPage, GuidancePage, PlainPage):
    word_blocks(model._meta.get_field("body").stream_block)

exports.hold_no_formulas()

hooks.register("register_admin_viewset", lambda: claim_viewset)
hooks.register("register_admin_viewset", lambda: pages.any_page_viewset)
hooks.register("register_admin_viewset", lambda: pages.solution_viewset)
hooks.register("after_publish_page", pages.tell_of_draft_claims)
hooks.register("before_delete_page", deletion.refuse_page)
hooks.register("before_unpublish_page", deletion.refuse_unpublishing)
hooks.register("before_move_page", deletion.refuse_moving)
hooks.register("before_bulk_action", deletion.refuse_pages)
hooks.register("before_delete_snippet", deletion.refuse_vocabulary)
hooks.register("register_admin_urls", reports.urls)
hooks.register("register_admin_urls", audit.urls)
hooks.register("register_admin_urls", publiccode_views.urls)
hooks.register("register_admin_urls", split_pages.urls)
hooks.register("register_admin_urls", corrections.urls)
hooks.register("register_admin_menu_item", publiccode_views.menu_item)
hooks.register("register_admin_menu_item", corrections.menu_item)
hooks.register("register_reports_menu_item", reports.menu_item)
hooks.register("register_reports_menu_item", audit.menu_item)
hooks.register("register_reports_menu_item", split_pages.menu_item)
hooks.register("construct_homepage_panels", home.add_panels)
hooks.register("construct_homepage_panels", corrections.add_panel)


@hooks.register("construct_main_menu")
def hide_items(request: Any, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN_ITEMS]


@hooks.register("construct_reports_menu")
def hide_reports(request: Any, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN_REPORTS]


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))
