"""Council jargon: what people write, and what else means the same."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from search import language
from search.weak_words import WEAK

LONGEST_TERM = 8  # words
MOST_WAYS = 20

_COMMA = re.compile(r",(?!\d)")
_AND = re.compile(r"\b(?:and|or)\b|&", re.I)


def lines(text: str) -> list[str]:
    """What stands on the lines of a text, each once, without empty ones."""
    return list(dict.fromkeys(filter(None, (" ".join(line.split()) for line in text.splitlines()))))


class Synonym(models.Model):
    """A term and what else is said for it, one a line. All of them are read as one another. An
    acronym with several meanings has a row for each."""

    records_events = True

    term = models.CharField(
        "what people write", max_length=80, help_text="A word, a phrase or an acronym, like ASB"
    )
    same_as = models.TextField(
        "what else means the same",
        help_text="One on each line, the plainest first, like anti-social behaviour",
    )
    everyday_word = models.BooleanField(
        "also an everyday word",
        default=False,
        help_text="Like SEND or MASH: read as the acronym only in capitals, or beside one of the words below.",
    )
    beside = models.TextField(
        "words that show what is meant",
        blank=True,
        help_text="One word on each line. Needed only for everyday words.",
    )
    note = models.CharField(max_length=200, blank=True, help_text="For editors: where it is said.")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["term", "pk"]
        verbose_name = "jargon entry"
        verbose_name_plural = "council jargon"

    def __str__(self) -> str:
        return f"{self.term}: {', '.join(self.others)}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """In one transaction with what its receivers write."""
        with transaction.atomic():
            super().save(*args, **kwargs)

    @property
    def others(self) -> list[str]:
        return lines(self.same_as)

    @property
    def ways(self) -> list[str]:
        """Every way of putting it, the term first."""
        return [self.term, *self.others]

    @property
    def is_acronym(self) -> bool:
        return language.in_capitals(self.term)

    def clean(self) -> None:
        """Raises ValidationError for what could not be read, or would do nothing."""
        self.term = " ".join(self.term.split())
        self.same_as = "\n".join(self.others)
        self.beside = "\n".join(lines(_COMMA.sub("\n", self.beside)))
        wrong = {
            name: words
            for name, words in (
                ("term", self._why_not_term()),
                ("same_as", self._why_not_same_as()),
                ("everyday_word", self._why_not_everyday()),
                ("beside", self._why_not_beside()),
            )
            if words
        }
        if wrong:
            raise ValidationError(wrong)

    def _why_not_term(self) -> str:
        if self.term and _is_weak(self.term):
            return f"Change what people write: “{self.term}” stands everywhere, so it tells nothing"
        return _why_unreadable([self.term] if self.term else [])

    def _why_not_same_as(self) -> str:
        for way in self.others:
            if _is_list(way):
                return f"Put each on a line of its own: “{way}” is several"
            if _is_weak(way):
                return (
                    f"Take “{way}” out of what else means the same: it stands everywhere,"
                    " so it tells nothing"
                )
        return _why_unreadable(self.others) or self._why_the_same()

    def _why_the_same(self) -> str:
        if len(self.others) > MOST_WAYS:
            return f"Shorten the list to {MOST_WAYS} lines: it has {len(self.others)}"
        said: dict[object, str] = {}
        for way in self.ways:
            key = (language.key_of(way), language.in_capitals(way))
            if key in said:
                return f"Take out “{way}”: “{said[key]}” finds it already"
            said[key] = way
        return ""

    def _why_not_everyday(self) -> str:
        if self.everyday_word and self.term and not self.is_acronym:
            return f"Clear this, or write “{self.term}” in capitals: only an acronym needs it"
        if lines(self.beside) and not self.everyday_word and self.is_acronym:
            return "Tick this too, or take out the words beside it: they do nothing without it"
        return ""

    def _why_not_beside(self) -> str:
        if lines(self.beside) and not self.everyday_word and not self.is_acronym:
            return "Take these out: they are for acronyms that are also everyday words"
        wrong = next((line for line in lines(self.beside) if not language.key_of(line)), "")
        return f"Write words on each line: “{wrong}” has none" if wrong else ""


def _is_weak(way: str) -> bool:
    """Whether it says nothing: only words like "of the", none of them in capitals (IT, H&S)."""
    words = [word.text for word in language.words(way)]
    capitals = "".join(word for word in words if word.isupper())
    return bool(words) and len(capitals) < 2 and all(language.fold(word) in WEAK for word in words)


def _is_list(way: str) -> bool:
    """Whether it is several things with commas between them: "education, health and care plan" is one."""
    *before, last = _COMMA.split(way)
    return bool(before) and not _AND.search(last)


def _why_unreadable(ways: list[str]) -> str:
    for way in ways:
        length = len(language.key_of(way))
        if not length:
            return f"Write words: “{way}” has none"
        if length > LONGEST_TERM:
            return f"Shorten “{way}” to {LONGEST_TERM} words: it has {length}"
    return ""
