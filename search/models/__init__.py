"""The nouns of search."""

from search.models.listing import Listing, ListingFacet
from search.models.synonym import Synonym
from search.models.version import Version

__all__ = ["Listing", "ListingFacet", "Synonym", "Version"]
