"""Its one page as the home page."""

from __future__ import annotations

from django.core.management import call_command
from wagtail.models import Page, Site

from benchmarks.peers.empty.models import EmptyPage


def fill() -> None:
    call_command("migrate", verbosity=0)
    page = Page.objects.get(depth=1).add_child(instance=EmptyPage(title="Empty", slug="empty"))
    Site.objects.update(root_page=page, is_default_site=True)
