"""Reads the public register's CSV: columns by name in any order, every doubtful line told."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from marketplace.organisations.register.rows import (
    CODE,
    OPTIONAL,
    REQUIRED,
    Problem,
    RegisterRow,
    UnusableRow,
    read_row,
)


class BrokenFile(ValueError):
    """The file as a whole cannot be trusted; the message says why, and at which line."""


@dataclass(frozen=True)
class Reading:
    """What a file holds: usable rows, what could not be used, optional columns that it lacks."""

    rows: tuple[RegisterRow, ...]
    problems: tuple[Problem, ...]
    absent: tuple[str, ...]


def read_register(data: bytes, *, today: dt.date) -> Reading:
    """Read the file's bytes.

    Raises BrokenFile where it is empty, not UTF-8, not CSV, cut off, without a required column,
    or without a single usable row.
    """
    text = _text(data)
    lines = _lines(text)
    header_line, header = next(lines, (1, []))
    columns = _columns(header_line, header)
    rows: list[RegisterRow] = []
    problems: list[Problem] = []
    last_line = header_line
    cut_off = False
    for line, cells in lines:
        last_line, cut_off = line, len(cells) < len(header)
        if len(cells) != len(header):
            reason = f"it has {len(cells)} values where the header has {len(header)}"
            problems.append(Problem(line, reason, used=False))
            continue
        try:
            row, warnings = read_row(line, {name: cells[at] for name, at in columns.items()}, today)
        except UnusableRow as error:
            problems.append(Problem(line, str(error), used=False))
            continue
        rows.append(row)
        problems.extend(Problem(line, warning, used=True) for warning in warnings)
    if cut_off and not text.endswith(("\n", "\r")):
        raise BrokenFile(f"the file is cut off: its last row, line {last_line}, is incomplete")
    kept = list(_without_repeats(rows, problems))
    if not kept:
        first = f" (line {min(problems).line}: {min(problems).reason})" if problems else ""
        raise BrokenFile(f"the file has no row that could be used{first}")
    absent = tuple(column for column in OPTIONAL if column not in columns)
    return Reading(tuple(kept), tuple(sorted(problems)), absent)


def _text(data: bytes) -> str:
    if not data.strip():
        raise BrokenFile("the file is empty")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BrokenFile(f"the file is not UTF-8 text, first at line {line}") from None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise BrokenFile(f"the file is not text: line {line} holds a zero byte")
    return text


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise BrokenFile(f"the file is not CSV from line {begins} on ({error})") from None


def _columns(line: int, header: list[str]) -> dict[str, int]:
    names = [name.strip() for name in header]
    if missing := [column for column in REQUIRED if column not in names]:
        raise BrokenFile(
            f"line {line} should name the columns, and does not name {', '.join(missing)}"
        )
    for column in (*REQUIRED, *OPTIONAL):
        if names.count(column) > 1:
            raise BrokenFile(f"line {line} names the column {column} twice")
    return {column: names.index(column) for column in (*REQUIRED, *OPTIONAL) if column in names}


def _without_repeats(rows: list[RegisterRow], problems: list[Problem]) -> Iterator[RegisterRow]:
    """Each code once. Rows that repeat a code word for word count once; where they differ, none
    can be believed, so that the order of the rows decides nothing."""
    by_code = defaultdict(list)
    for row in rows:
        by_code[row.code].append(row)
    for code, same in by_code.items():
        first, *others = same
        if not others:
            yield first
            continue
        on = ", ".join(str(row.line) for row in same)
        if all(replace(row, line=first.line) == first for row in others):
            yield first
            for row in others:
                reason = f"{CODE} {code} is a duplicate of line {first.line}"
                problems.append(Problem(row.line, reason, used=False))
        else:
            for row in same:
                reason = f"{CODE} {code} is a duplicate that differs (lines {on})"
                problems.append(Problem(row.line, reason, used=False))
