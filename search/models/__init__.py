"""The nouns of search."""

from search.models.listing import Listing, ListingFacet
from search.models.mirrored import Mirrored
from search.models.synonym import Synonym
from search.models.unmet import UnmetNeed

__all__ = ["Listing", "ListingFacet", "Mirrored", "Synonym", "UnmetNeed"]
