"""Where a tool from elsewhere is filed until an editor knows better: areas and approaches, guessed
from the file's categories and, after them, from the audiences that it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# What a tool is filed under that says nothing of its subject: every council has both.
DEFAULT_AREA = "customer-services"
DEFAULT_APPROACH = "streamlining"
MOST_AREAS = 3
MOST_APPROACHES = 2

_AREAS_OF_CATEGORIES = {
    "finance-and-property": (
        "accounting", "billing-and-invoicing", "budgeting", "erp", "facility-management",
        "financial-reporting", "grant-management", "inventory-management", "payroll", "procurement",
        "property-management", "real-estate-management", "warehouse-management",
    ),
    "revenues-and-benefits": ("payment-gateway", "mobile-payment", "taxes-management"),
    "planning": ("cad", "geographic-information-systems"),
    "highways": ("fleet-management",),
    "education": ("educational-content", "learning-management-system"),
    "libraries-and-leisure": ("event-management", "integrated-library-system"),
    "democracy": ("digital-citizenship", "online-community", "survey", "whistleblowing"),
    "customer-services": (
        "appointment-scheduling", "call-center-management", "contact-management",
        "content-management", "crm", "customer-service-and-support",
        "feedback-and-reviews-management", "help-desk", "online-booking", "service-desk",
        "website-builder",
    ),
}  # fmt: skip
_AREAS_OF_SCOPES = {
    "libraries-and-leisure": ("culture", "sport", "tourism"),
    "education": ("education",),
    "community-safety": ("emergency-services", "security"),
    "environmental-health": ("environment",),
    "finance-and-property": ("finance-and-economic-development",),
    "public-health": ("healthcare",),
    "highways": ("infrastructures", "transportation"),
    "adult-social-care": ("welfare",),
}
_APPROACHES = {
    "visualisation": (
        "business-intelligence", "data-visualization", "geographic-information-systems",
    ),
    "early-warning": ("predictive-analysis",),
    "optimising": (
        "facility-management", "fleet-management", "inventory-management", "resource-management",
        "warehouse-management",
    ),
}  # fmt: skip


def _turned(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {word: slug for slug, words in table.items() for word in words}


_area_of_category = _turned(_AREAS_OF_CATEGORIES)
_area_of_scope = _turned(_AREAS_OF_SCOPES)
_approach_of = _turned(_APPROACHES)


def areas(categories: Iterable[str], scopes: Iterable[str]) -> list[str]:
    """Slugs of service areas, the main one first; never none."""
    found = [_area_of_category.get(word) for word in categories]
    found += [_area_of_scope.get(word) for word in scopes]
    return _first(found, MOST_AREAS) or [DEFAULT_AREA]


def approaches(categories: Iterable[str]) -> list[str]:
    """Slugs of approaches; never none."""
    return _first((_approach_of.get(word) for word in categories), MOST_APPROACHES) or [
        DEFAULT_APPROACH
    ]


def _first(slugs: Iterable[str | None], most: int) -> list[str]:
    return list(dict.fromkeys(slug for slug in slugs if slug))[:most]
