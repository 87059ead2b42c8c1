"""What a page asks the database, noted once and asked again by the bare driver."""

from __future__ import annotations

import gc
import http.client
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client

from search import answering, engines
from search.engines.database import near, reading

Statement = tuple[str, Any]


@dataclass
class Asked:
    """The statements of a page; `shared` are those that give hits, total and facets at once: one, or
    two where a phrase was loosened. `bodies` are what a search server is asked in their place."""

    statements: list[Statement] = field(default_factory=list)
    shared: list[Statement] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)


_asked: dict[str, Asked] = {}


def capture(paths: Sequence[str]) -> list[dict[str, int]]:
    """Ask for each page here and note its statements; how many they are."""
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    told = []
    for path in paths:
        client.get(path)  # what a process keeps in mind is not asked again
        asked = _asked[path] = Asked()
        with _noting(asked, reading, "ask"):
            answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered with {answer.status_code}")
        told.append({"statements": len(asked.statements), "shared": len(asked.shared)})
    return told


def capture_suggestions(letters: Sequence[str]) -> list[dict[str, int]]:
    """The same for suggestions; the first statement of the engine is the raw prefix query."""
    told = []
    for typed in letters:
        answering.suggestions(typed)
        asked = _asked[typed] = Asked()
        with _noting(asked, near, "suggest"):
            found = answering.suggestions(typed)
        asked.shared = asked.shared[:1]
        told.append({"statements": len(asked.statements), "found": len(found)})
    return told


@contextmanager
def _noting(asked: Asked, module: Any, name: str) -> Iterator[None]:
    """Note statements, apart those that a function of the engine makes."""
    real: Callable[..., Any] = getattr(module, name)
    inside = False

    def shared(*args: Any, **kwargs: Any) -> Any:
        nonlocal inside
        inside = True
        try:
            return real(*args, **kwargs)
        finally:
            inside = False

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.statements.append((sql, params))
        if inside:
            asked.shared.append((sql, params))
        return execute(sql, params, many, context)

    setattr(module, name, shared)
    try:
        with connection.execute_wrapper(note), _noting_bodies(asked):
            yield
    finally:
        setattr(module, name, real)


@contextmanager
def _noting_bodies(asked: Asked) -> Iterator[None]:
    if not settings.ELASTICSEARCH_URL:
        yield
        return
    engine: Any = engines.mirrored()
    real = engine._ask

    def ask(body: Any, *how: Any, **more: Any) -> Any:
        asked.bodies.append(json.dumps(body))
        return real(body, *how, **more)

    engine._ask = ask
    try:
        yield
    finally:
        del engine._ask


def replay(keys: Sequence[str]) -> list[tuple[float, float]]:
    """Milliseconds of the shared statement and of all statements of each page or start."""
    connection.ensure_connection()
    raw = connection.connection.cursor()
    gc.disable()
    try:
        if settings.ELASTICSEARCH_URL:
            return _replay_bodies(keys, raw)
        return [
            (_timed(raw, _asked[key].shared), _timed(raw, _asked[key].statements)) for key in keys
        ]
    finally:
        gc.enable()
        raw.close()


def _replay_bodies(keys: Sequence[str], raw: Any) -> list[tuple[float, float]]:
    """The same, with what a search server is asked over one connection in the shared one's place."""
    server = urlsplit(settings.ELASTICSEARCH_URL)
    http_connection = http.client.HTTPConnection(server.hostname or "", server.port, timeout=60)
    address = f"/{engines.mirrored().indexes.alias}/_search"
    found = []
    for key in keys:
        started = time.perf_counter()
        for body in _asked[key].bodies:
            http_connection.request("POST", address, body, {"Content-Type": "application/json"})
            http_connection.getresponse().read()
        took = (time.perf_counter() - started) * 1000
        found.append((took, took + _timed(raw, _asked[key].statements)))
    http_connection.close()
    return found


def _timed(raw: Any, statements: Sequence[Statement]) -> float:
    speaks = _question_marks if connection.vendor == "sqlite" else lambda sql: sql
    ready = [(speaks(sql), params or ()) for sql, params in statements]
    started = time.perf_counter()
    for sql, params in ready:
        raw.execute(sql, params)
        raw.fetchall()
    return (time.perf_counter() - started) * 1000


def _question_marks(sql: str) -> str:
    return sql.replace("%s", "?").replace("%%", "%")


def suggestions_in_process(letters: Sequence[str]) -> list[float]:
    """Milliseconds of each answer without the web around it."""
    found = []
    for typed in letters:
        started = time.perf_counter()
        answering.suggestions(typed)
        found.append((time.perf_counter() - started) * 1000)
    return found
