"""Reads YAML into a tree that knows its lines, and refuses what is built to do harm."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml import events as on
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

MOST_BYTES = 1_000_000
# What a file that stays within the standard's own limits never comes near.
MOST_NODES = 20_000
DEEPEST = 30

_NULL = re.compile(r"~|null|Null|NULL|")
_FLAG = re.compile(r"true|True|TRUE|false|False|FALSE")
_NUMBER = re.compile(
    r"[-+]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][-+]?\d+)?|0x[0-9a-fA-F_]+|0o?[0-7_]+|0b[01_]+"
)
# Characters that YAML can spell but nobody writes: no database takes the first, and the others turn
# the order of letters around.
_UNWRITTEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_TEXT_TAG = "tag:yaml.org,2002:str"


class Unreadable(Exception):
    """Nothing can be made of the file. `line` is where that shows first, 0 for the whole of it."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Scalar:
    """One value as it stands in the file, without quotes. `kind` is what YAML takes it for:
    "null", "flag", "number" or "text"."""

    line: int
    text: str
    kind: str


@dataclass(frozen=True)
class Sequence:
    line: int
    items: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class Mapping:
    """`lines` has the line of each key."""

    line: int
    entries: dict[str, Node] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True)
class Flaw:
    """What is wrong with the YAML although the rest can be read."""

    line: int
    field: str
    message: str


@dataclass(frozen=True)
class Document:
    top: Node
    flaws: list[Flaw]


def read_document(data: bytes) -> Document:
    """The file's first document.

    Raises Unreadable for what is no YAML or no UTF-8, and for what is too long, too deep, or grows
    when its aliases are written out.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable(f"The file is longer than {MOST_BYTES:,} bytes: no publiccode.yml is")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable("The file is not UTF-8 text: save it as UTF-8", line) from None
    flaws = []
    if text.startswith("\ufeff"):
        text = text[1:]
        flaws.append(Flaw(1, "", "The file starts with a byte order mark: save it without one"))
    building = _Building(flaws)
    try:
        top = building.document(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        why = " ".join(str(error.problem or error.context or "it breaks off").split())
        if "'\\t'" in why:
            why = "a tab stands here; put blanks in its place"
        raise Unreadable(
            f"The file is no YAML from here on: {why}", mark.line + 1 if mark else 0
        ) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Unreadable("There is a character here that YAML does not allow", line) from None
    except (YAMLError, ValueError, OverflowError, RecursionError):
        raise Unreadable("The file is no YAML") from None
    return Document(top, flaws)


class _Building:
    """Puts the tree together from the parser's events, without ever calling itself."""

    def __init__(self, flaws: list[Flaw]) -> None:
        self.flaws = flaws
        self.nodes = 0
        self.anchors: dict[str, tuple[Node, int]] = {}

    def document(self, events: Iterable[Any]) -> Node:
        found = iter(events)
        top = self._tree(found)
        for event in found:
            if isinstance(event, on.DocumentStartEvent):
                words = "A second document starts here: only the first is read"
                self.flaws.append(Flaw(event.start_mark.line + 1, "", words))
                break
        return top

    def _tree(self, events: Iterator[Any]) -> Node:
        open_: list[_Open] = []
        for event in events:
            node: Node | None = None
            line = event.start_mark.line + 1
            if isinstance(event, on.ScalarEvent):
                self._count(1, line)
                node = _scalar(event, line)
                if event.anchor:
                    self.anchors[event.anchor] = (node, 1)
            elif isinstance(event, on.AliasEvent):
                node = self._aliased(event.anchor, line)
            elif isinstance(event, on.SequenceStartEvent | on.MappingStartEvent):
                self._count(1, line)
                if len(open_) >= DEEPEST:
                    raise Unreadable(f"It is nested more than {DEEPEST} levels deep", line)
                made = Sequence(line) if isinstance(event, on.SequenceStartEvent) else Mapping(line)
                open_.append(_Open(made, event.anchor, self.nodes))
            elif isinstance(event, on.SequenceEndEvent | on.MappingEndEvent):
                closed = open_.pop()
                node = closed.node
                if closed.anchor:
                    self.anchors[closed.anchor] = (node, self.nodes - closed.before + 1)
            if node is None:
                if isinstance(event, on.DocumentEndEvent | on.StreamEndEvent):
                    break
                continue
            if not open_:
                return node
            self._put(open_[-1], node, line)
        return Scalar(1, "", "null")

    def _count(self, nodes: int, line: int) -> None:
        self.nodes += nodes
        if self.nodes > MOST_NODES:
            raise Unreadable(f"It holds more than {MOST_NODES:,} values, aliases written out", line)

    def _aliased(self, anchor: str, line: int) -> Node:
        if anchor not in self.anchors:
            raise Unreadable(f"*{anchor} stands for nothing that comes before it", line)
        node, size = self.anchors[anchor]
        self._count(size, line)
        return node

    def _put(self, into: _Open, node: Node, line: int) -> None:
        if isinstance(into.node, Sequence):
            into.node.items.append(node)
        elif into.key is None:
            if not isinstance(node, Scalar):
                raise Unreadable("A key has to be a word", line)
            into.key, into.key_line = node.text, line
        else:
            self._enter(into.node, into.key, into.key_line, node)
            into.key = None

    def _enter(self, mapping: Mapping, key: str, line: int, node: Node) -> None:
        if key == "<<" and isinstance(node, Mapping):
            for name, value in node.entries.items():
                mapping.entries.setdefault(name, value)
                mapping.lines.setdefault(name, node.lines[name])
        elif key in mapping.entries:
            words = f"It is here twice, first in line {mapping.lines[key]}: only the first is read"
            self.flaws.append(Flaw(line, key, words))
        else:
            mapping.entries[key] = node
            mapping.lines[key] = line


@dataclass
class _Open:
    """A list or mapping that is being read. `before` is how many values there were with it."""

    node: Sequence | Mapping
    anchor: str | None
    before: int
    key: str | None = None
    key_line: int = 0


def _scalar(event: Any, line: int) -> Scalar:
    text = _UNWRITTEN.sub("", event.value)
    if event.style or event.tag == _TEXT_TAG:
        return Scalar(line, text, "text")
    for kind, form in (("null", _NULL), ("flag", _FLAG), ("number", _NUMBER)):
        if form.fullmatch(text):
            return Scalar(line, text, kind)
    return Scalar(line, text, "text")
