"""The nouns of search."""

from search.models.listing import Listing, ListingFacet
from search.models.synonym import Synonym

__all__ = ["Listing", "ListingFacet", "Synonym"]
