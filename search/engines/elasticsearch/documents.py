"""What an index holds of a listing, and how it takes it in.

The words come as the tokens that `search.language` reads them as, so that folding, stemming, protected
words and the case of acronyms are the same in every engine, and an editor's synonym holds at once.
Elasticsearch splits them at the blanks, weighs them, and makes beginnings for suggestions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from elasticsearch.dsl import (
    Boolean,
    Byte,
    Document,
    Double,
    Integer,
    Keyword,
    Long,
    Text,
    analyzer,
    token_filter,
)

from search import language
from search.engines.base import Indexed
from search.engines.database.documents import (
    LONGEST_START,
    LONGEST_TITLE_KEY,
    NO_LEVEL,
    folded,
    starts,
)
from search.engines.database.trust import Trust

as_read = analyzer("as_read", tokenizer="whitespace")
beginnings = analyzer(
    "beginnings",
    tokenizer="keyword",
    filter=[token_filter("up_to", "edge_ngram", min_gram=1, max_gram=LONGEST_START)],
)
# The same as the exact scores have it (search.engines.database.scoring).
SIMILARITY = {"default": {"type": "BM25", "k1": 1.2, "b": 0.6}}
REFRESHED = "1s"  # the longest that what was written is not found
PARTS = ("title", "summary", "body", "keywords")
KEPT = ("version", "withdrawn")  # what can be read back; all else is in the listing


class ListingDocument(Document):
    """One listing, under its id. A withdrawn one is empty but for `version` and `withdrawn`."""

    version = Long()
    withdrawn = Boolean()
    listing_id = Long()
    kind = Keyword()
    object_id = Long()
    title = Text(analyzer=as_read)
    summary = Text(analyzer=as_read)
    body = Text(analyzer=as_read)
    keywords = Text(analyzer=as_read)
    facets = Keyword()  # "area=12"
    boost = Double()
    example = Byte()
    level = Byte()
    weight = Byte()  # of a suggestion
    confirmed = Integer()
    published = Long()
    title_key = Keyword()
    whole_title = Text(analyzer=beginnings, search_analyzer="keyword", norms=False)
    starts = Text(analyzer=beginnings, search_analyzer="keyword", norms=False)

    class Index:
        name = "listings"


def mapping() -> dict[str, Any]:
    """Settings and mappings of an index."""
    made: dict[str, Any] = ListingDocument._index.to_dict()
    made["mappings"] |= {"dynamic": "strict", "_source": {"includes": list(KEPT)}}
    made["settings"] = made.get("settings", {}) | {"similarity": SIMILARITY}
    made["settings"] |= {
        "number_of_shards": 1,
        "auto_expand_replicas": "0-1",  # a copy on a second node, where there is one
        "refresh_interval": REFRESHED,
    }
    return made


def shape() -> str:
    """A hash of how documents are made: another one asks for a rebuild."""
    told = json.dumps([mapping(), language.VERSION], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def document(listing: Indexed, tokens: Sequence[str] | None = None) -> dict[str, Any]:
    """The document of a listing that is shown. `tokens` are those of its title, summary, body and
    keywords, blanks between them, where they were made already."""
    title = language.clean(listing.title)
    if tokens is None:
        parts = (listing.title, listing.summary, listing.body, listing.keywords)
        tokens = [" ".join(language.tokens(part)) for part in parts]
    begun = list(dict.fromkeys(start for start, _ in starts(title)))
    trust = Trust(listing.level, listing.verified, listing.confirmed_on, listing.is_example)
    published = listing.published_at
    return {
        "version": listing.version,
        "withdrawn": False,
        "listing_id": listing.pk,
        "kind": getattr(listing, "kind", ""),
        "object_id": getattr(listing, "object_id", listing.pk),
        **dict(zip(PARTS, tokens, strict=True)),
        "facets": [as_facet(*pair) for pair in listing.facet_values],
        "boost": trust.lasting,
        "example": int(listing.is_example),
        "level": NO_LEVEL if listing.level is None else listing.level,
        "weight": (listing.level or 0) - (3 if listing.is_example else 0),
        "confirmed": listing.confirmed_on.toordinal() if listing.confirmed_on else 0,
        "published": int(published.timestamp()) if published else 0,
        "title_key": folded(title)[:LONGEST_TITLE_KEY],
        "whole_title": begun[:1],
        "starts": begun,
    }


def withdrawn(listing_id: int, version: int) -> dict[str, Any]:
    """What stays of a listing that has left: enough for a late write to lose against."""
    return {"version": version, "withdrawn": True, "listing_id": listing_id}


def as_facet(facet: str, value: str) -> str:
    return f"{facet}={value}"


def of_facets(counted: Iterable[Any]) -> dict[str, dict[str, int]]:
    """Counted values by facet, from the buckets of an aggregation."""
    found: dict[str, dict[str, int]] = {}
    for bucket in counted:
        facet, _, value = bucket["key"].partition("=")
        found.setdefault(facet, {})[value] = bucket["doc_count"]
    return found
