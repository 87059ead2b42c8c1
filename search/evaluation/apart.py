"""A judged collection in tables of its own, which are gone afterwards, whatever happened."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import signal
import socket
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from django.db import connection

from search import language, mirror
from search.engines.base import Engine, Indexed
from search.engines.database import DatabaseEngine
from search.engines.database.tables import Tables
from search.evaluation.collection import read_documents

# The library of a server that nobody has named is not loaded: hence the imports inside.
# ruff: noqa: PLC0415

PREFIX = "judged"


@dataclass
class JudgedDocument:
    """A document of a collection as an engine takes it in: words, and nothing to trust it by."""

    pk: int
    title: str
    body: str
    summary: str = ""
    keywords: str = ""
    version: int = 1
    level: int | None = None
    verified: bool = False
    confirmed_on: dt.date | None = None
    published_at: dt.datetime | None = None
    is_example: bool = False
    facet_values: Sequence[tuple[str, str]] = ()


class Documents(Collection[Indexed]):
    """The documents of a folder, numbered from 1, read anew whenever they are gone through. Reading
    them once when it is made finds what is wrong before a table is there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        ids = [document.id for document in read_documents(folder)]
        self.names = dict(enumerate(ids, 1))

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[JudgedDocument]:
        for number, found in enumerate(read_documents(self._folder), 1):
            yield JudgedDocument(number, language.clean(found.title), language.clean(found.body))

    def __contains__(self, thing: object) -> bool:
        return isinstance(thing, JudgedDocument) and thing.pk in self.names

    def texts(self) -> Iterator[tuple[str, str]]:
        """The documents with all their words as one text."""
        for document in self:
            yield self.names[document.pk], f"{document.title}\n{document.body}"


@contextmanager
def engines_apart(documents: Documents, jargon: language.Jargon) -> Iterator[list[Engine]]:
    """Every engine of this site, each of which holds these documents alone and corrects with this
    jargon. Their tables and indexes go when they are left, also by an error, by Ctrl-C or when the
    process is told to end; those of a run that was killed go when the next one starts on the same
    machine."""
    _sweep()
    prefix = _prefix(os.getpid())
    tables = Tables(prefix)
    with _ending_in_order(), ExitStack() as leaving:
        leaving.callback(_drop, tables)
        tables.create()
        how: dict[str, Any] = {"tables": tables, "listed": False, "words": lambda: jargon}
        made: list[Engine] = [DatabaseEngine(**how)]
        if mirror.is_kept():
            from search.engines.elasticsearch.engine import ElasticsearchEngine
            from search.engines.elasticsearch.indexes import Indexes

            indexes = Indexes(prefix.replace("_", "-"))
            leaving.callback(lambda: indexes.delete(indexes.all()))
            made.append(ElasticsearchEngine(**how, indexes=indexes))
        for engine in made:
            engine.rebuild(documents)
        yield made


def _drop(tables: Tables) -> None:
    if not connection.in_atomic_block:  # a connection that broke meanwhile is made anew
        connection.close_if_unusable_or_obsolete()
    tables.drop()


def _prefix(process: int) -> str:
    """One for each run: two may judge at once, also from two machines on one database."""
    machine = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:6]
    return f"{PREFIX}_{machine}_{process}"


def _sweep() -> None:
    """Remove what runs of this machine left that are no more."""
    ours = re.compile(re.escape(_prefix(0)[:-1]) + r"(\d+)_document")
    for table in connection.introspection.table_names():
        match = ours.fullmatch(table)
        if match and not _runs(int(match[1])):
            Tables(_prefix(int(match[1]))).drop()
    if mirror.is_kept():
        from search.engines.elasticsearch.indexes import Indexes

        every = Indexes(_prefix(0)[:-2].replace("_", "-"))
        left = re.compile(re.escape(f"{every.alias}-") + r"(\d+)-.*")
        matches = map(left.fullmatch, every.all())
        every.delete(match[0] for match in matches if match and not _runs(int(match[1])))


def _runs(process: int) -> bool:
    """Whether another process of this number runs."""
    if process == os.getpid():
        return False
    with suppress(ProcessLookupError):
        with suppress(PermissionError):  # somebody else's
            os.kill(process, 0)
        return True
    return False


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Being told to end (SIGTERM) unwinds as Ctrl-C does, instead of ending at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
