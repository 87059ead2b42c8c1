"""An engine whose index only proposes: what it proposes is scored exactly, explained and shown the same
way, whichever index it was."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from search import jargon, language, snippets
from search.engines.base import (
    BEST,
    LAST_PAGE,
    Correction,
    Hit,
    ResultPage,
    SearchQuery,
    Why,
)
from search.engines.database import corrections, reading, scoring
from search.engines.database.plan import NOTHING, Plan, Rarity, make_plan, tokens_of
from search.engines.database.tables import Tables
from search.language import Jargon, Reading
from search.snippets import Wanted

RESCORED = 100  # so many are scored exactly; later pages keep the order of the index


@dataclass(frozen=True)
class Proposal:
    """What an index says: ids in the order in which it proposes them, how many fit, how many of each
    facet value (each facet without its own filter), how many fit without each filter, and how many
    match whatever the filters say."""

    ids: Sequence[int] = ()
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    without: Mapping[str, int] = field(default_factory=dict)
    matching: int = 0


class ProposedEngine(ABC):
    """Over the words in one set of tables. `listed`: what they hold are listings of this site, whose
    words hits show; a judged collection has none. `words` gives the jargon that queries are read with."""

    name: str

    def __init__(
        self,
        tables: Tables = Tables(),  # noqa: B008 - frozen
        *,
        listed: bool = True,
        words: Callable[[], Jargon] = jargon.latest,
    ) -> None:
        self.tables = tables
        self._listed = listed
        self._jargon = words

    @abstractmethod
    def propose(self, plan: Plan | None, query: SearchQuery, *, most: int) -> Proposal:
        """What the index says to a plan (None: everything fits) under the filters of the query, in
        the query's order; no more than `most` ids."""

    def search(self, query: SearchQuery) -> ResultPage:
        """Beside what the index takes, three statements: how rare the words are, the tokens of what
        is scored, the words of what is shown. Two more where a word was corrected."""
        read, corrected, plan = self._understood(query)
        page = min(max(query.page, 1), LAST_PAGE)
        wanted = page * query.per_page
        found = self._found(plan, query, wanted)
        loosened = plan is not None and bool(plan.phrases) and not found.matching
        if plan is not None and loosened:
            plan = replace(plan, phrases=())
            found = self._found(plan, query, wanted)
        pages = max(1, min(LAST_PAGE, -(-found.total // query.per_page)))
        page = min(page, pages)
        scored = self._scored(plan, found.ids, query, first=(page - 1) * query.per_page)
        return ResultPage(
            hits=tuple(self._hits(scored, _wanted(plan), query.today)),
            total=found.total,
            facets=found.facets,
            without=found.without,
            corrections=corrected,
            loosened=loosened and found.total > 0,
            reading=read,
            pages=pages,
            page=page,
            engine=self.name,
        )

    def _found(self, plan: Plan | None, query: SearchQuery, wanted: int) -> Proposal:
        if plan is not None and plan.nothing_fits:
            return Proposal()
        return self.propose(
            plan, query, most=max(wanted, RESCORED) if query.sort == BEST else wanted
        )

    def _understood(
        self, query: SearchQuery
    ) -> tuple[Reading, tuple[Correction, ...], Plan | None]:
        """The reading, with words that nobody uses read as the nearest that somebody does."""
        read = query.reading
        if not read:
            return read, (), None
        rarity = reading.rarity(self.tables, tokens_of(read))
        corrected: tuple[Correction, ...] = ()
        if query.correct and not read.literal:
            unknown = {word.typed: word.folded for word in _unknown(read, rarity)}
            nearest = corrections.corrections(self.tables, set(unknown.values())) if unknown else {}
            if nearest:
                corrected = tuple(
                    Correction(typed, nearest[folded])
                    for typed, folded in unknown.items()
                    if folded in nearest
                )
                read = language.replaced(
                    read, {each.typed: each.read_as for each in corrected}, self._jargon()
                )
                rarity = reading.rarity(self.tables, tokens_of(read))
        return read, corrected, make_plan(read, rarity)

    def _scored(
        self, plan: Plan | None, ids: Sequence[int], query: SearchQuery, *, first: int
    ) -> list[scoring.Scored]:
        """The hits of the page in order."""
        last = first + query.per_page
        rescored = plan is not None and query.sort == BEST and first < RESCORED
        asked = ids[: max(last, RESCORED)] if rescored else ids[first:last]
        scored = [
            scoring.score(plan or NOTHING, each, query.today)
            for each in reading.candidates(self.tables, asked, listed=self._listed)
        ]
        if rescored:
            best = sorted(
                scored[:RESCORED], key=lambda each: (-each.score, each.candidate.listing_id)
            )
            scored = [*best, *scored[RESCORED:]][first:last]
        return scored

    def _hits(
        self, scored: Sequence[scoring.Scored], marks: Wanted, today: dt.date
    ) -> Iterator[Hit]:
        """With the words of their listings; those that have been withdrawn meanwhile are left out."""
        ids = [each.candidate.listing_id for each in scored]
        if self._listed:
            words = reading.shown(ids)
        else:
            words = {number: scoring.Shown("", number, "", "", "") for number in ids}
        for each in scored:
            if shown := words.get(each.candidate.listing_id):
                yield _hit(each, shown, marks, today)

    def better_known(self, reading: Reading) -> dict[str, str]:
        """One statement at most."""
        return corrections.better_known(self.tables, reading)


def _unknown(read: Reading, rarity: Rarity) -> Iterator[language.QueryWord]:
    """The words that no document has in any way, outside of what the jargon knows."""
    for span in read.spans:
        if not span.meanings:
            for word in span.words:
                if not word.weak and not any(token in rarity.df for token in word.alternatives):
                    yield word


def _hit(scored: scoring.Scored, shown: scoring.Shown, marks: Wanted, today: dt.date) -> Hit:
    return Hit(
        listing_id=scored.candidate.listing_id,
        kind=shown.kind,
        object_id=shown.object_id,
        score=scored.score,
        title=snippets.marked(shown.title, marks),
        snippet=snippets.snippet(shown.summary, shown.body, marks),
        why=scoring.why(scored, today) if scored.words else Why(),
    )


def _wanted(plan: Plan | None) -> Wanted:
    if plan is None:
        return Wanted(frozenset())
    terms = [term for part in plan.parts for term in part.terms]
    telling = [term for term in terms if not term.weak] or terms
    tokens = {token for term in telling for token in term.tokens}
    runs = {run.tokens for part in plan.parts for run in part.runs}
    tokens |= {run[0] for run in runs if len(run) == 1}
    return Wanted(frozenset(tokens), tuple(run for run in runs if len(run) > 1))
