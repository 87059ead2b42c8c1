"""Solutions and guidance as a list of results shows them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cms import cards, queries
from cms.models import GuidancePage
from cms.models.permissions import is_unrestricted
from marketplace.core.listing import PlainCard, ResultCard


def solutions(ids: Collection[int]) -> Mapping[int, ResultCard]:
    """Two statements: the pages that can be found, and their strongest claims."""
    pages = cards.selected(cards.with_strongest(queries.findable().filter(pk__in=ids)))
    return {card.page.pk: card for card in cards.make_cards(pages)}


def guidance(ids: Collection[int]) -> Mapping[int, ResultCard]:
    """One statement."""
    pages = GuidancePage.objects.filter(is_unrestricted(), pk__in=ids).live().defer_streamfields()
    return {
        page.pk: PlainCard(page.url or "", page.title, page.summary, ("Guidance",))
        for page in pages
    }
