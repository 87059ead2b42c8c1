"""Reads of suppliers: their list, and one's page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator

from marketplace.organisations.models import Vendor

A_PAGE = 50


def vendor_list(*, page: str) -> dict[str, Any]:
    """One page of verified suppliers by name, made-up ones last. Two statements."""
    paginator = Paginator(
        Vendor.objects.listed().order_by("is_example", "short_name", "pk"), A_PAGE
    )
    listed = paginator.get_page(page)
    return {
        "listed": listed,
        "total": paginator.count,
        "page_links": paginator.get_elided_page_range(listed.number, on_each_side=2, on_ends=1),
    }


def vendor_by_slug(slug: str) -> Vendor | None:
    """One statement."""
    return Vendor.objects.filter(slug=slug).first()


def is_shown_to_all(vendor: Vendor) -> bool:
    """Whether the public may see its page: it is verified, or something public is of it."""
    return vendor.is_verified or vendor.solutions.filter(live=True).exists()
