"""What search adds to Wagtail's admin: the council jargon with the box to try it in, and the report of
what nobody found."""

from __future__ import annotations

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from search.admin import test_box, unmet_report
from search.admin.synonyms import JargonGroup

register_snippet(JargonGroup)
hooks.register("register_admin_urls", test_box.urls)
hooks.register("register_admin_urls", unmet_report.urls)
hooks.register("register_reports_menu_item", unmet_report.menu_item)
