"""What search adds to Wagtail's admin: the council jargon, and the box to try it in."""

from __future__ import annotations

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from search.admin import test_box
from search.admin.synonyms import JargonGroup

register_snippet(JargonGroup)
hooks.register("register_admin_urls", test_box.urls)
