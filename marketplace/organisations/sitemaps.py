"""Pages of councils and suppliers in the site's sitemap; made-up ones stay out."""

from __future__ import annotations

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from marketplace.organisations.models import Council, Vendor


class CouncilSitemap(Sitemap):
    """Every real council, current or ended: an ended one leads to its successors."""

    def items(self) -> QuerySet[Council]:
        return Council.objects.filter(is_example=False).order_by("pk")


class VendorSitemap(Sitemap):
    """Every supplier that a moderator has verified."""

    def items(self) -> QuerySet[Vendor]:
        return Vendor.objects.listed().filter(is_example=False).order_by("pk")
