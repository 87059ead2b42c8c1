"""Reads a judged collection from a folder: documents, queries, and who judged what how good.

| file | a line |
|---|---|
| `documents.jsonl` | `{"id", "title", "body"}`; title and body may be empty |
| `queries.jsonl` | `{"id", "text"}`, and `"sort"` where they are of several; "none": without an answer |
| `judgements.tsv` | query, document, grade, with tabs between; a header is passed over |
| `must_find.tsv` | query, document, within; need not be there |

Documents are read one by one, as often as they are asked for; the rest is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from search.evaluation.metrics import DEPTH

DOCUMENTS, QUERIES = "documents.jsonl", "queries.jsonl"
JUDGEMENTS, MUST_FIND = "judgements.tsv", "must_find.tsv"
UNANSWERABLE = "none"  # the sort of a query to which no document is an answer
LOWEST_GRADE = -9  # some judges mark what is junk below nought: as good as nought
HIGHEST_GRADE = 20  # gains double with each: more than this is a score, not a grade
NUMBER_HEADERS = {"grade", "score", "relevance", "label", "within"}


class CollectionError(Exception):
    """A file of a collection that cannot be read: which, where, and what was expected."""

    def __init__(self, path: Path, expected: str, line: int | None = None) -> None:
        where = f"{path}, line {line}" if line else str(path)
        super().__init__(f"{where}: {expected}")


@dataclass(frozen=True)
class Document:
    """A document as the collection has it."""

    id: str
    title: str
    body: str


@dataclass(frozen=True)
class Query:
    """A query: what was typed, and of what sort it is ("" where the collection has no sorts)."""

    id: str
    text: str
    sort: str = ""


@dataclass(frozen=True)
class Judged:
    """Queries and what was judged of them: grades and must-finds by query, then by document. `notes`
    say what was passed over."""

    queries: tuple[Query, ...]
    grades: dict[str, dict[str, int]] = field(default_factory=dict)
    must_find: dict[str, dict[str, int]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_judged(folder: Path) -> Judged:
    """Queries, judgements and must-finds of a folder; raises CollectionError."""
    if not folder.is_dir():
        raise CollectionError(folder, "expected a folder with a judged collection")
    queries: dict[str, Query] = {}
    for line, row in _objects(folder / QUERIES, ("id", "text")):
        query = Query(row["id"], row["text"], row.get("sort", ""))
        if query.id in queries:
            raise CollectionError(
                folder / QUERIES, f"expected another id: {query.id} is taken", line
            )
        if not isinstance(query.sort, str):
            raise CollectionError(folder / QUERIES, '"sort" must be text', line)
        queries[query.id] = query
    grades = _numbers(folder / JUDGEMENTS, "grade", LOWEST_GRADE, HIGHEST_GRADE)
    must_find: dict[str, dict[str, int]] = {}
    if (folder / MUST_FIND).exists():
        must_find = _numbers(folder / MUST_FIND, "within", 1, DEPTH)
    strange = sorted((grades.keys() | must_find.keys()) - queries.keys())
    return Judged(
        tuple(queries.values()),
        {query: grades[query] for query in queries if query in grades},
        {query: must_find[query] for query in queries if query in must_find},
        (f"Judged, but not in {QUERIES}: {some(strange)}",) if strange else (),
    )


def read_documents(folder: Path) -> Iterator[Document]:
    """The documents of a folder, one by one; raises CollectionError."""
    path = folder / DOCUMENTS
    seen: set[str] = set()
    for line, row in _objects(path, ("id", "title", "body")):
        if row["id"] in seen:
            raise CollectionError(path, f"expected another id: {row['id']} is taken", line)
        seen.add(row["id"])
        yield Document(row["id"], row["title"], row["body"])


def some(names: Sequence[str], at_most: int = 10) -> str:
    """The first few of some names, and how many there are."""
    more = f" and {len(names) - at_most} more" if len(names) > at_most else ""
    return f"{', '.join(names[:at_most])}{more}"


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that hold anything, with their numbers."""
    if not path.is_file():
        raise CollectionError(path, "expected this file, and it is not there")
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                raise CollectionError(path, "expected UTF-8 text", number) from error
            if line.strip():
                yield number, line


def _objects(path: Path, keys: tuple[str, ...]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file of JSON lines, each with text under these keys."""
    expected = f"expected an object with {', '.join(keys)} on each line"
    for number, line in _lines(path):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise CollectionError(path, f"{expected}; this is no JSON: {error}", number) from error
        if not isinstance(row, dict):
            raise CollectionError(path, f"{expected}; found {type(row).__name__}", number)
        for key in keys:
            if key not in row:
                raise CollectionError(path, f"{expected}; “{key}” is missing", number)
            if key == "id" and type(row[key]) is int:
                row[key] = str(row[key])
            if not isinstance(row[key], str):
                raise CollectionError(path, f"{expected}; “{key}” must be text", number)
        if not row["id"].strip():
            raise CollectionError(path, f"{expected}; “id” is empty", number)
        yield number, row


def _numbers(path: Path, name: str, least: int, most: int) -> dict[str, dict[str, int]]:
    """A file of query, document and a number, as numbers by query and document."""
    expected = f"expected query, document and {name} with tabs between"
    found: dict[str, dict[str, int]] = {}
    for place, (number, line) in enumerate(_lines(path)):
        columns = [column.strip() for column in line.split("\t")]
        if len(columns) != 3 or not all(columns):
            raise CollectionError(path, f"{expected}; found “{line.strip()[:80]}”", number)
        query, document, digits = columns
        if place == 0 and digits.lower() in NUMBER_HEADERS:
            continue
        try:
            value = int(digits)
        except ValueError as error:
            told = f"{expected}; {name} must be a whole number, not “{digits}”"
            raise CollectionError(path, told, number) from error
        if not least <= value <= most:
            raise CollectionError(path, f"{name} must be from {least} to {most}", number)
        if found.setdefault(query, {}).setdefault(document, value) != value:
            told = f"expected one {name} for {query} and {document}: there are two"
            raise CollectionError(path, told, number)
    return found
