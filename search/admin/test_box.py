"""The test box: what somebody might type, and how it is read, part for part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from search import jargon, language
from search.admin.synonyms import TRY, TRY_LABEL
from search.language import LONGEST_QUERY, MOST_WORDS, Jargon, Reading, Span
from search.models import Synonym

EXAMPLES = ("asb at night", "school transport for send", "ASC", "“missed bins”")


@dataclass(frozen=True)
class Sense:
    """One meaning of a part: the ways of putting it that are looked for as well, and the entry in
    the list (None where it was changed this moment)."""

    ways: tuple[str, ...]
    entry: Synonym | None


@dataclass(frozen=True)
class Part:
    """One part of a query. `reason` says more about what it was read as; `addable` where an editor
    could enter it."""

    typed: str
    read_as: str
    reason: str = ""
    senses: tuple[Sense, ...] = ()
    left_out: bool = False
    addable: bool = False

    @property
    def add_query(self) -> str:
        return urlencode({"term": self.typed})


def parts_of(reading: Reading, words: Jargon, entries: Sequence[Synonym]) -> list[Part]:
    """The parts of a query as it was read, what stood in quotes first."""
    quoted = [
        Part(
            " ".join(word.typed for word in phrase),
            "In quotes",
            "Only what has these words, one after the other, is found.",
        )
        for phrase in reading.phrases
    ]
    free = reading.spans[sum(map(len, reading.phrases)) :]
    nothing_else = not quoted and all(word.weak for span in free for word in span.words)
    return [*quoted, *_runs(_part(span, words, entries, nothing_else) for span in free)]


def _runs(parts: Iterable[Part]) -> Iterator[Part]:
    """Words that are left out as one part, where they stand side by side."""
    for left_out, several in groupby(parts, key=lambda part: part.left_out):
        if left_out:
            found = list(several)
            yield replace(found[0], typed=" ".join(part.typed for part in found))
        else:
            yield from several


def _part(span: Span, words: Jargon, entries: Sequence[Synonym], nothing_else: bool) -> Part:
    senses = tuple(_senses(span, entries))
    if span.is_acronym:
        reason = "It has several meanings, so all are looked for." if len(senses) > 1 else ""
        return Part(span.typed, "An acronym", reason, senses)
    if senses:
        return Part(span.typed, "Known words", "", senses)
    everyday = _everyday(span, words)
    if everyday:
        return Part(span.typed, "The everyday word", everyday)
    if span.words[0].weak:
        if nothing_else:
            return Part(span.typed, "A small word", "There is no other, so it is looked for.")
        reason = "How something is asked, not what."
        return Part(span.typed, "Left out", reason, left_out=True)
    return Part(span.typed, "A word", "In all its forms, and as it stands.", addable=True)


def _senses(span: Span, entries: Sequence[Synonym]) -> Iterator[Sense]:
    in_order = sorted(span.meanings, key=lambda meaning: span.senses.index(meaning.sense))
    for _, meanings in groupby(in_order, key=lambda meaning: meaning.sense):
        ways = tuple(dict.fromkeys(meaning.words for meaning in meanings))
        entry = next((each for each in entries if set(ways) <= set(each.ways)), None)
        yield Sense(ways, entry)


def _everyday(span: Span, words: Jargon) -> str:
    """What would make an everyday word an acronym, where it could be one."""
    for entry in words.by_key.get(language.key_of(span.typed), ()):
        if entry.everyday:
            return (
                f"Written in capitals, or right beside a word that shows it, it would be"
                f" {entry.term}, {entry.others[0]}."
            )
    return ""


class TryView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A query by GET, read as the search page reads it at this moment."""

    model = Synonym
    any_permission_required = ["add", "change", "view"]
    template_name = "search/admin/test_box.html"
    page_title = TRY_LABEL
    header_icon = "search"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse(_name("list")), "label": "Council jargon"},
            {"url": "", "label": TRY_LABEL},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        typed = language.clean(self.request.GET.get("q", ""))
        words = jargon.current()
        reading = language.read_query(typed, words)
        entries = list(Synonym.objects.all()) if reading else []
        context.update(
            typed=typed,
            reading=reading,
            parts=parts_of(reading, words, entries),
            longest=LONGEST_QUERY,
            most_words=MOST_WORDS,
            examples=[(query, urlencode({"q": query})) for query in EXAMPLES],
            may_add=self.user_has_permission("add"),
            may_change=self.user_has_permission("change"),
            add_url=reverse(_name("add")),
            edit_url_name=_name("edit"),
            list_url=reverse(_name("list")),
        )
        return context


def _name(view: str) -> str:
    viewset: Any = Synonym
    return str(viewset.snippet_viewset.get_url_name(view))


def urls() -> list[Any]:
    return [path("jargon/try/", TryView.as_view(), name=TRY)]
