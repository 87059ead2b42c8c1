"""The pages that every site has: home, catalogue, guidance. Wagtail's own first page goes."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Locale, Page, Site

from cms.models import CataloguePage, GuidanceIndexPage, HomePage


@transaction.atomic
def set_up_pages() -> None:
    """Make what is missing, and point Wagtail's site at SITE_URL."""
    Locale.objects.get_or_create(
        language_code=get_supported_content_language_variant(settings.LANGUAGE_CODE)
    )
    root = Page.get_first_root_node()
    if root is None:
        root = Page.add_root(title="Root", slug="root")
    home = HomePage.objects.first()
    if home is None:
        _make_way(root)
        home = root.add_child(
            instance=HomePage(title="What are you trying to fix?", slug="proven-home")
        )
    _child(
        home,
        CataloguePage(
            title="Solutions",
            slug="solutions",
            lede="What councils did, and tools that others can run.",
        ),
    )
    _child(
        home,
        GuidanceIndexPage(
            title="Guidance",
            slug="guidance",
            lede="How to find the right problem, and fix it for good.",
        ),
    )
    _point_site_at(home)


def _make_way(root: Page) -> None:
    # Wagtail's migrations leave a page "Welcome to your new Wagtail site!" at the slug "home".
    for page in root.get_children().filter(slug="home", depth=2).exact_type(Page):
        Site.objects.filter(root_page=page).delete()
        page.delete()
    root.refresh_from_db()


def _child(parent: Page, page: Page) -> None:
    if not type(page).objects.exists():
        parent.add_child(instance=page)


def _point_site_at(home: HomePage) -> None:
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    wanted = {
        "hostname": address.hostname or "localhost",
        "port": port,
        "root_page_id": home.pk,
        "site_name": settings.SITE_NAME,
    }
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(is_default_site=True, **wanted)
        return
    if any(getattr(site, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(site, name, value)
        site.save()
