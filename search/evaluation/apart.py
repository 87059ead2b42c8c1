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
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from django.db import connection

from search import language
from search.engines.base import Indexed
from search.engines.database import DatabaseEngine
from search.engines.database.tables import Tables
from search.evaluation.collection import read_documents

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
def engine_apart(documents: Documents, jargon: language.Jargon) -> Iterator[DatabaseEngine]:
    """A database engine that holds these documents alone, and corrects with this jargon. Its tables go when it is left, also by an
    error, by Ctrl-C or when the process is told to end; those of a run that was killed go when the
    next one starts on the same machine."""
    _sweep()
    tables = Tables(_prefix(os.getpid()))
    with _ending_in_order():
        try:
            tables.create()
            engine = DatabaseEngine(tables, listed=False, words=lambda: jargon)
            engine.rebuild(documents)
            yield engine
        finally:
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
