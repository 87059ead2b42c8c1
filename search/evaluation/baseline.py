"""Plain BM25, to be measured against: all words of a document as one text, nothing else known.

By `bm25s` as it comes (Lucene's formula, k1 1.5, b 0.75) with its English stop words and Snowball's
English stemmer. It is a test dependency, so it is imported only when it is asked for.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Iterable
from typing import Any

import Stemmer

NAME = "bm25"


class BaselineMissing(Exception):
    """The library is not installed."""


class Bm25:
    """Plain BM25 over texts with their names."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        try:
            self._library: Any = importlib.import_module("bm25s")
        except ImportError as error:
            raise BaselineMissing(
                "bm25s is not installed: it comes with the test tools (requirements/test.txt)"
            ) from error
        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it says what it does on every use
        self._stemmer = Stemmer.Stemmer("english")
        self._names: list[str] = []
        tokens: list[list[str]] = []
        for name, text in texts:
            self._names.append(name)
            tokens += self._tokens(text)
        self._index = None
        if any(tokens):  # of nothing there is no index to make
            self._index = self._library.BM25()
            self._index.index(tokens, show_progress=False)

    def search(self, text: str, depth: int) -> list[str]:
        """The names of the best texts; those that have no word of the query are no answer."""
        words = self._tokens(text)[0]
        if self._index is None or not words:
            return []
        scores = self._index.get_scores(words)
        # Not its own `retrieve`, which leaves the order of equals to chance.
        best = (-scores).argsort(kind="stable")[:depth]
        return [self._names[place] for place in best if scores[place] > 0]

    def _tokens(self, text: str) -> list[list[str]]:
        found: list[list[str]] = self._library.tokenize(
            [text], stopwords="en", stemmer=self._stemmer, return_ids=False, show_progress=False
        )
        return found
