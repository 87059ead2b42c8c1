"""python -m benchmarks.peers.empty.fill: its one page as the home page."""

from __future__ import annotations

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - needs the setup
from wagtail.models import Page, Site  # noqa: E402

from benchmarks.peers.empty.models import EmptyPage  # noqa: E402


def main() -> None:
    call_command("migrate", verbosity=0)
    page = Page.objects.get(depth=1).add_child(instance=EmptyPage(title="Empty", slug="empty"))
    Site.objects.update(root_page=page, is_default_site=True)


if __name__ == "__main__":
    main()
