"""A plan and filters as Elasticsearch takes them, and its answer as a proposal.

Everything is put as structures, never as a query string: nothing that somebody types can be read as
syntax.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from elasticsearch.dsl import query as q

from search import language
from search.engines import base
from search.engines.base import SearchQuery
from search.engines.database.documents import WEIGHTS
from search.engines.database.plan import Loose, Part, Plan, Rarity, Run, Term
from search.engines.database.scoring import ALL_WORDS, LOOSELY
from search.engines.elasticsearch import client
from search.engines.elasticsearch.documents import as_facet, of_facets
from search.engines.proposed import Proposal
from search.language import Reading
from search.models import Listing

# Elasticsearch weighs no field below one: the same weights, all in one measure.
FIELDS = tuple(
    f"{name}^{weight / min(WEIGHTS):g}"
    for name, weight in zip(("title", "summary", "body", "keywords"), WEIGHTS, strict=True)
)
ALONE = tuple(field.partition("^")[0] for field in FIELDS)
MOST_TRIED = 8  # words of a title
MOST_VALUES = 1_000  # of all facets together
ORDERS: dict[str, list[Any]] = {
    base.BEST: [{"_score": "desc"}, {"listing_id": "asc"}],
    base.STRONGEST: [
        {"example": "asc"}, {"level": "desc"}, {"confirmed": "desc"}, {"published": "desc"},
        {"listing_id": "asc"},
    ],
    base.NEWEST: [{"example": "asc"}, {"published": "desc"}, {"listing_id": "asc"}],
    base.TITLE: [{"example": "asc"}, {"title_key": "asc"}, {"listing_id": "asc"}],
}  # fmt: skip
SHOWN = q.Term(withdrawn=False)


def body(
    plan: Plan | None, query: SearchQuery, *, most: int, hidden: Sequence[int] = ()
) -> dict[str, Any]:
    """The one request: hits, total, and all facets, each without its own filter. `hidden`: listings
    that have left and may still be held."""
    order = query.sort if query.sort != base.BEST or plan is not None else base.STRONGEST
    chosen = {facet: _chosen(facet, values) for facet, values in query.filters.items()}
    asked: dict[str, Any] = {
        "query": q.Bool(
            must=[words(plan)] if plan is not None else [],
            filter=[SHOWN],
            must_not=[q.Terms(listing_id=list(hidden))] if hidden else [],
        ).to_dict(),
        "size": most,
        "track_total_hits": True,
        "track_scores": order == base.BEST,
        "_source": False,
        "docvalue_fields": ["listing_id"],
        "sort": ORDERS[order],
        "aggs": {"all": _counted(list(chosen.values()), "")},
    }
    for facet in chosen:
        others = [term for name, term in chosen.items() if name != facet]
        asked["aggs"][f"without:{facet}"] = _counted(others, facet)
    if chosen:
        asked["post_filter"] = q.Bool(filter=list(chosen.values())).to_dict()
        asked["aggs"]["matching"] = {"filter": q.MatchAll().to_dict()}
    return asked


def proposal(answer: Mapping[str, Any]) -> Proposal:
    """The answer to `body`. Raises KeyError and the like where it is none."""
    aggs = answer["aggregations"]
    counted = of_facets(aggs["all"]["values"]["buckets"])
    without = {
        name.partition(":")[2]: agg for name, agg in aggs.items() if name.startswith("without:")
    }
    for facet, agg in without.items():
        counted[facet] = of_facets(agg["values"]["buckets"]).get(facet, {})
    total = answer["hits"]["total"]["value"]
    return Proposal(
        ids=ids_of(answer),
        total=total,
        facets=counted,
        without={facet: agg["doc_count"] for facet, agg in without.items()},
        matching=aggs["matching"]["doc_count"] if without else total,
    )


def ids_of(answer: Mapping[str, Any]) -> list[int]:
    """The listings of hits, in order."""
    return [hit["fields"]["listing_id"][0] for hit in answer["hits"]["hits"]]


def words(plan: Plan) -> q.Query:
    """What fits a plan, weighed by its words and a little by trust."""
    parts = [_part(part) for part in plan.parts if part.is_there]
    choosing = [
        _part(part, only_proposing=True) for part in plan.parts if part.is_there and part.chooses
    ]
    phrases = [q.Bool(should=[_run(run) for run in runs]) for runs in plan.phrases]
    fit = q.Bool(
        filter=[SHOWN, q.Bool(should=choosing, minimum_should_match=1), *phrases], should=parts
    )
    functions: list[Any] = [{"field_value_factor": {"field": "boost", "missing": 1}}]
    if len(plan.parts) > 1 and len(parts) == len(plan.parts):
        functions.append({"filter": q.Bool(filter=parts).to_dict(), "weight": 1 + ALL_WORDS})
    return q.FunctionScore(query=fit, functions=functions, score_mode="multiply")


def _part(part: Part, *, only_proposing: bool = False) -> q.Query:
    """All its words as far as they are there, or a synonym in their place, whichever counts most."""
    terms = [t for t in part.terms if t.tokens and (t.proposes or not only_proposing)]
    ways: list[q.Query] = (
        [q.Bool(should=[_term(term) for term in terms], minimum_should_match=1)] if terms else []
    )
    ways += [_run(run.tokens, run) for run in part.runs]
    ways += [_loosely(loose) for loose in part.loose]
    return q.DisMax(queries=ways)


def _term(term: Term) -> q.Query:
    return q.CombinedFields(query=" ".join(term.tokens), fields=list(FIELDS), boost=term.said)


def _run(tokens: Sequence[str], run: Run | None = None) -> q.Query:
    """Tokens one after the other, in one part of the document."""
    if len(tokens) == 1:
        return q.CombinedFields(query=tokens[0], fields=list(FIELDS))
    return q.DisMax(
        queries=[
            q.MatchPhrase(
                **{name: {"query": " ".join(tokens), "boost": float(field.partition("^")[2])}}
            )
            for name, field in zip(ALONE, FIELDS, strict=True)
        ],
        tie_breaker=0.3,
    )


def _loosely(loose: Loose) -> q.Query:
    return q.Bool(
        should=[_term(term) for term in loose.terms if term.tokens],
        minimum_should_match=loose.enough,
        boost=LOOSELY,
    )


def _chosen(facet: str, values: Iterable[str]) -> q.Query:
    return q.Terms(facets=[as_facet(facet, value) for value in sorted(values)])


def _counted(filters: Sequence[q.Query], facet: str) -> dict[str, Any]:
    """How many there are under some filters, and of each value; of one facet alone where named."""
    terms: dict[str, Any] = {"field": "facets", "size": MOST_VALUES}
    if facet:
        terms["include"] = f"{re.escape(facet)}=.*"
    within = q.Bool(filter=list(filters)) if filters else q.MatchAll()
    return {"filter": within.to_dict(), "aggs": {"values": {"terms": terms}}}


def beginning(letters: str, *, most: int) -> dict[str, Any]:
    """Titles with a word from which on they begin so: those first that begin so themselves."""
    return {
        "query": q.Bool(
            filter=[SHOWN, q.Match(starts=letters)],
            should=[q.ConstantScore(filter=q.Match(whole_title=letters))],
        ).to_dict(),
        "size": most,
        "track_total_hits": False,
        "_source": False,
        "docvalue_fields": ["listing_id"],
        "sort": [
            {"_score": "desc"}, {"weight": "desc"}, {"title_key": "asc"}, {"listing_id": "asc"},
        ],
    }  # fmt: skip


def nearest(plan: Plan, kind: str, listing_id: int, *, most: int) -> dict[str, Any]:
    """Others of a kind that have the plan's words, with their facets."""
    return {
        "query": q.Bool(
            must=[words(plan)],
            filter=[q.Term(kind=kind)],
            must_not=[q.Term(listing_id=listing_id)],
        ).to_dict(),
        "size": most,
        "track_total_hits": False,
        "_source": False,
        "docvalue_fields": ["listing_id", "object_id", "facets"],
        "sort": ORDERS[base.BEST],
    }


def finds_itself(index: str, listing: Listing) -> bool:
    """Whether an index finds a listing by the words of its title, as a search asks, and counts it
    under each of its facets."""
    tokens = list(dict.fromkeys(language.tokens(listing.title)))[:MOST_TRIED]
    if not tokens:
        return True
    terms = [Part((Term(each, (each,), 1.0, 1),), ()) for each in tokens]
    plan = Plan(tuple(terms), (), (), Rarity(1, 1.0, dict.fromkeys(tokens, 1)))
    asked = body(plan, SearchQuery(Reading()), most=1)
    asked["query"]["bool"]["filter"].append(q.Term(listing_id=listing.pk).to_dict())
    found = proposal(client.writer().search(index=index, body=asked).body)
    counted = {(facet, value) for facet, values in found.facets.items() for value in values}
    return list(found.ids) == [listing.pk] and counted == set(listing.facet_values)
