"""Solutions as lists show them: a page, its strongest claim, and nothing that asks the database again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef, Subquery

from cms.models import CaseStudyPage, ClaimKind, Evidence, SolutionPage, ToolPage
from cms.models.evidence import EvidenceQuerySet
from cms.models.solutions import SolutionQuerySet
from cms.publiccode import words
from cms.strength import NO_CLAIM, Strength
from marketplace.core import clock

# Beside the words and the address: what says in which language the words are.
SHOWN = (
    "title", "slug", "url_path", "depth", "summary", "done", "public_body", "is_example",
    "organisation__name", "main_area__name", "content_type__app_label", "content_type__model",
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    """One solution in a list. `claim` is its strongest public one, or None."""

    page: SolutionPage
    kind_label: str
    claim: Evidence | None
    strength: Strength
    stale: bool

    @property
    def url(self) -> str:
        return self.page.url or ""

    @property
    def title(self) -> str:
        return str(self.page.title)

    @property
    def summary(self) -> str:
        return self.page.summary

    @property
    def whose(self) -> str:
        return self.page.whose

    @property
    def area(self) -> str:
        return self.page.main_area.name

    @property
    def is_example(self) -> bool:
        return self.page.is_example

    @property
    def meta(self) -> tuple[str, str, str]:
        """The words above its title in a list of results."""
        return (self.kind_label, self.whose, self.area)

    @property
    def language(self) -> str:
        """The language of its summary, "" for English."""
        return words.language_of(self.page, "summary")

    def language_of(self, piece: str) -> str:
        """The language of a piece of the page's text, "" for English."""
        return words.language_of_words(self.page, piece)

    @property
    def facts(self) -> str:
        """The template of the column beside it in a list of results."""
        return "components/card_facts.html"


def with_strongest(solutions: SolutionQuerySet) -> SolutionQuerySet:
    """Annotated with the id, level and day of each solution's strongest public claim."""
    return _annotated(solutions, _strongest_of_each(Evidence.objects.public()))


def with_strongest_level(solutions: SolutionQuerySet) -> SolutionQuerySet:
    """Annotated with the level of each solution's strongest public claim alone."""
    best = _strongest_of_each(Evidence.objects.public())
    return solutions.annotate(strongest_level=Subquery(best.values("level")[:1]))


def effective_first(solutions: SolutionQuerySet) -> SolutionQuerySet:
    """Only solutions with a public claim of an effect, strongest such claim first, examples after
    all real ones; annotated as `with_strongest`, over those claims alone."""
    effects = Evidence.objects.public().exclude(kind=ClaimKind.NOT_EFFECTIVE)
    best = _strongest_of_each(effects)
    return _annotated(solutions.filter(Exists(best)), best).order_by(
        "is_example",
        "-strongest_level",
        F("strongest_day").desc(nulls_last=True),
        "-first_published_at",
        "pk",
    )


def _strongest_of_each(claims: EvidenceQuerySet) -> EvidenceQuerySet:
    return claims.filter(solution=OuterRef("pk")).strongest_first()


def _annotated(solutions: SolutionQuerySet, best: EvidenceQuerySet) -> SolutionQuerySet:
    return solutions.annotate(
        strongest_id=Subquery(best.values("pk")[:1]),
        strongest_level=Subquery(best.values("level")[:1]),
        strongest_day=Subquery(best.values("confirmed_on")[:1]),
    )


def make_cards(pages: Iterable[SolutionPage], today: dt.date | None = None) -> list[Card]:
    """Cards for pages annotated by `with_strongest`, with their organisation and main area
    selected. One statement for all claims."""
    pages = list(pages)
    wanted = [page.strongest_id for page in pages if page.strongest_id]
    claims = Evidence.objects.select_related("organisation").in_bulk(wanted) if wanted else {}
    day = today or clock.today()
    return [_card(page, claims.get(page.strongest_id), day) for page in pages]


def make_card_lists(*lists: Sequence[SolutionPage]) -> list[list[Card]]:
    """Several lists of cards with one statement for the claims of all."""
    cards = iter(make_cards([page for pages in lists for page in pages]))
    return [[next(cards) for _ in pages] for pages in lists]


def some(
    solutions: SolutionQuerySet,
    order: Callable[[SolutionQuerySet], SolutionQuerySet],
    which: slice,
) -> SolutionQuerySet:
    """Those of the solutions that stand at some places in an order, as a list shows them. Found by
    their numbers alone first: to put all that cards show of thousands in order takes long."""
    numbers = order(solutions).values("pk")[which]
    return selected(order(SolutionPage.objects.filter(pk__in=numbers)))


def selected(solutions: SolutionQuerySet) -> SolutionQuerySet:
    """What a card shows, of this and other tables: a page holds many long texts more."""
    chosen: SolutionQuerySet = (
        solutions.select_related("organisation", "main_area", "content_type")
        .annotate(from_file=F("toolpage__from_file"))
        .only(*SHOWN)
    )
    return chosen


def _card(page: SolutionPage, claim: Evidence | None, today: dt.date) -> Card:
    return Card(
        page=page,
        kind_label=kind_label(page),
        claim=claim,
        strength=claim.strength if claim else NO_CLAIM,
        stale=claim.is_stale(today) if claim else False,
    )


def kind_label(page: SolutionPage) -> str:
    """ "Case study" or "Tool", from the content type that every page carries, of a page that was
    `selected`."""
    return _label(page.content_type)


def label_of(content_type_id: int) -> str:
    """The same by the content type's id, which a process asks the database for once."""
    return _label(ContentType.objects.get_for_id(content_type_id))


def _label(content_type: ContentType) -> str:
    model = content_type.model_class()
    return model.kind_label if model in (CaseStudyPage, ToolPage) else SolutionPage.kind_label
