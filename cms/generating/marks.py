"""By what a made-up page is known again, whatever an editor makes of its title, address or place:
its translation key, a UUID of version 8 that says "proven", the seed and the number."""

from __future__ import annotations

import uuid

from cms.models import SolutionPage
from cms.models.solutions import SolutionQuerySet

PREFIX = (
    "70726f76-656e-86e5-8"  # what comes after: 7 hexadecimal digits of the seed, 8 of the number
)
MOST_SEEDS, MOST = 16**7, 16**8
TAG_SLUG = "generated-"  # of tags that nobody had before


def key(seed: int, number: int) -> uuid.UUID:
    """The translation key of a solution."""
    digits = f"{seed:07x}{number:08x}"
    return uuid.UUID(f"{PREFIX}{digits[:3]}-{digits[3:]}")


def number_of(translation_key: uuid.UUID) -> int:
    return translation_key.int % MOST


def made(seed: int | None = None) -> SolutionQuerySet:
    """What was generated from a seed, or from any."""
    first = key(0 if seed is None else seed, 0)
    last = key(MOST_SEEDS - 1 if seed is None else seed, MOST - 1)
    found: SolutionQuerySet = SolutionPage.objects.filter(
        translation_key__gte=first, translation_key__lte=last, alias_of__isnull=True
    )
    return found.order_by()
