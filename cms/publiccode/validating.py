"""Holds a file against the standard: what is wrong and where, and what can be used all the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cms.publiccode import checks
from cms.publiccode.document import (
    Document,
    Mapping,
    Node,
    Scalar,
    Sequence,
    Unreadable,
    read_document,
)
from cms.publiccode.standard import Field, Flag, Languages, List, Record, Text, fields
from cms.publiccode.vocabulary import NEWEST, VERSIONS

VERSION = "publiccodeYmlVersion"


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field. `field` is dotted, with language and place in a list
    ("description.en.features[0]"), "" for the whole file; `line` is 0 where there is none."""

    line: int
    field: str
    message: str


@dataclass(frozen=True)
class Reading:
    """What a file says. `values` holds what is right, or of use although too long or short, as the
    file nests it; `unknown` the keys that the standard does not know, by their dotted name."""

    version: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    unknown: dict[str, Any] = field(default_factory=dict)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    readable: bool = True

    @property
    def ok(self) -> bool:
        """Whether the standard's own validator would take it, where it asks neither the network
        nor files beside this one."""
        return not self.errors


def read_publiccode(data: bytes) -> Reading:
    """Read and check the bytes of a publiccode.yml. Never raises: what cannot be read at all has
    one error and `readable` False."""
    try:
        document = read_document(data)
    except Unreadable as error:
        return Reading(errors=[Problem(error.line, "", str(error))], readable=False)
    if not isinstance(document.top, Mapping):
        words = f"The file has no keys: it starts with {VERSION}"
        return Reading(errors=[Problem(document.top.line, "", words)], readable=False)
    return _Validation(document, document.top).reading()


class _Validation:
    def __init__(self, document: Document, top: Mapping) -> None:
        self.top = top
        self.errors = [Problem(flaw.line, flaw.field, flaw.message) for flaw in document.flaws]
        self.warnings: list[Problem] = []
        self.unknown: dict[str, Any] = {}

    def reading(self) -> Reading:
        version = self._version()
        major = 1 if version.partition(".")[0] == "1" else 0
        values = self._record(fields(major), self.top, "")
        self._rules(values)
        return Reading(
            version=version,
            values=values,
            unknown=self.unknown,
            errors=sorted(self.errors, key=lambda problem: problem.line),
            warnings=sorted(self.warnings, key=lambda problem: problem.line),
        )

    def _wrong(self, line: int, field: str, message: str) -> None:
        self.errors.append(Problem(line, field, message))

    def _warn(self, line: int, field: str, message: str) -> None:
        self.warnings.append(Problem(line, field, message))

    def _version(self) -> str:
        node = self.top.entries.get(VERSION)
        line = self.top.lines.get(VERSION, self.top.line)
        newest = "“0” or “0.7”"
        if not isinstance(node, Scalar) or node.kind == "null":
            self._wrong(line, VERSION, f"It is missing: enter {newest}")
            return ""
        if node.kind != "text":
            self._wrong(line, VERSION, f"Put it in quotes: {VERSION}: “{node.text}”")
        if node.text not in VERSIONS:
            words = f"There is no version “{_short(node.text)}”: enter {newest}"
            self._wrong(line, VERSION, f"{words}. The rest was read all the same")
        elif node.text not in NEWEST:
            self._warn(line, VERSION, f"{node.text} is not the newest version: enter {newest}")
        return node.text

    # By the kind of field ---------------------------------------------------------------------------

    def _value(self, kind: Field, node: Node | None, path: str, line: int) -> Any:
        """What the node holds, None where that is nothing or of no use."""
        if isinstance(kind, Text):
            return self._text(kind, node, path, line)
        if isinstance(kind, Flag):
            return self._flag(kind, node, path, line)
        if isinstance(kind, List):
            return self._list(kind, node, path, line)
        if isinstance(kind, Languages):
            return self._languages(kind, node, path, line)
        if _nothing(node):
            return self._record(kind, Mapping(line), path) if kind.always else None
        if not isinstance(node, Mapping):
            self._wrong(line, path, "It holds a value: enter keys with values below it")
            return self._record(kind, Mapping(line), path) if kind.always else None
        return self._record(kind, node, path)

    def _record(self, kind: Record, node: Mapping, path: str) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, wanted in kind.fields.items():
            inside = f"{path}.{name}" if path else name
            entry = node.entries.get(name)
            at = node.lines.get(name, node.line)
            if inside == VERSION:
                continue
            value = self._value(wanted, entry, inside, at)
            if value is not None:
                values[name] = value
            if not _nothing(entry) and isinstance(wanted, Text | List | Record) and wanted.old:
                self._warn(at, inside, f"The standard is about to drop this: {wanted.old}")
        for name in node.entries:
            if name not in kind.fields:
                inside = f"{path}.{name}" if path else name
                self.unknown[inside] = plain(node.entries[name])
                self._wrong(
                    node.lines[name], inside, "The standard has no such key: move or drop it"
                )
        return values

    def _text(self, kind: Text, node: Node | None, path: str, line: int) -> str | None:
        if _nothing(node):
            if kind.required:
                self._wrong(line, path, f"It is missing: enter {kind.what}")
            return None
        if not isinstance(node, Scalar):
            self._wrong(line, path, f"It holds a list or keys: enter {kind.what}")
            return None
        text = node.text
        if not text and kind.required:
            self._wrong(line, path, f"It is empty: enter {kind.what}")
            return None
        if kind.check and (text or not kind.may_be_empty):
            # Without quotes 1.0 is the number 1.
            is_number = node.kind == "number" and "." in text
            expected = kind.check(text.rstrip("0").rstrip(".") if is_number else text)
            if expected:
                says = f"It says “{_short(text)}”" if text else "It is empty"
                if text and kind.private:
                    says = "It says something else"
                self._wrong(line, path, f"{says}: enter {expected}")
                return None
        self._measure(kind, text, path, line)
        if kind.advice and (better := kind.advice(text)):
            self._warn(line, path, f"The standard is about to drop this: {better}")
        return text

    def _measure(self, kind: Text, text: str, path: str, line: int) -> None:
        if kind.most and (letters := checks.length(text)) > kind.most:
            words = f"Shorten it to {kind.most:,} characters: it has {letters:,}"
            self._wrong(line, path, words)
        elif kind.least and (letters := checks.length(text)) < kind.least:
            words = f"Enter at least {kind.least:,} characters: it has {letters:,}"
            self._wrong(line, path, words)

    def _flag(self, kind: Flag, node: Node | None, path: str, line: int) -> bool | None:
        if _nothing(node):
            if kind.required:
                self._wrong(line, path, "It is missing: enter true or false")
            return None
        if not isinstance(node, Scalar) or node.kind != "flag":
            says = f"It says “{_short(node.text)}”" if isinstance(node, Scalar) else "It is a list"
            self._wrong(line, path, f"{says}: enter true or false, without quotes")
            return None
        return node.text.lower() == "true"

    def _list(self, kind: List, node: Node | None, path: str, line: int) -> list[Any] | None:
        if kind.or_one and isinstance(node, Scalar) and node.kind != "null":
            node = Sequence(line, [node])
        if not _nothing(node) and not isinstance(node, Sequence):
            self._wrong(line, path, "It is no list: put a dash and a blank before each entry")
            return None
        items = node.items if isinstance(node, Sequence) else []
        if kind.needs_one and not items:
            self._wrong(line, path, f"It is empty: enter {kind.what}")
        if _nothing(node):
            return None
        values = []
        for place, item in enumerate(items):
            value = self._item(kind.of, item, f"{path}[{place}]")
            if value not in (None, ""):
                values.append(value)
        return values

    def _item(self, kind: Text | Record, item: Node, path: str) -> Any:
        if isinstance(kind, Record):
            # An entry without anything lacks what an entry needs.
            node = Mapping(item.line) if _nothing(item) else item
            return self._value(kind, node, path, item.line)
        if _nothing(item) and not kind.may_be_empty:
            self._wrong(item.line, path, f"It is empty: enter {kind.what}")
            return None
        return self._value(kind, item, path, item.line)

    def _languages(self, kind: Languages, node: Node | None, path: str, line: int) -> Any:
        if not isinstance(node, Mapping) or not node.entries:
            self._wrong(line, path, "It is missing: enter a description in at least one language")
            return None
        values = {}
        for name, entry in node.entries.items():
            at, inside = node.lines[name], f"{path}.{name}"
            expected = checks.language(name)
            if expected:
                self._wrong(at, inside, f"It says “{_short(name)}”: enter {expected}")
            record = Mapping(at) if _nothing(entry) else entry
            value = self._value(kind.of, record, inside, at)
            if value:
                values[name] = value
        return values

    # Across fields ----------------------------------------------------------------------------------

    def _rules(self, values: dict[str, Any]) -> None:
        self._maintenance_fits(values.get("maintenance") or {})
        both = [self.top.entries.get(name) for name in ("it", "IT")]
        if not any(_nothing(node) for node in both):
            self._wrong(self.top.lines["it"], "it", "IT is here too: keep only that one")

    def _maintenance_fits(self, maintenance: dict[str, Any]) -> None:
        node = self.top.entries.get("maintenance")
        here = node if isinstance(node, Mapping) else Mapping(self.top.lines.get("maintenance", 1))
        kind = maintenance.get("type", "")
        given = {name: not _nothing(here.entries.get(name)) for name in ("contractors", "contacts")}
        at = here.lines.get("type", here.line)
        if kind == "contract" and not given["contractors"]:
            words = "It is missing: enter who maintains it by contract, and until when"
            self._wrong(at, "maintenance.contractors", words)
        if kind != "contract" and given["contractors"]:
            words = (
                "It is of use only where maintenance.type is contract: drop one or change the other"
            )
            self._wrong(here.lines["contractors"], "maintenance.contractors", words)
        if kind in ("internal", "community") and not given["contacts"]:
            words = f"It is missing: maintenance.type is {kind}, so enter at least one contact"
            self._wrong(at, "maintenance.contacts", words)


def plain(node: Node) -> Any:
    """The node as lists, mappings and texts, for what is kept without being understood."""
    if isinstance(node, Mapping):
        return {name: plain(entry) for name, entry in node.entries.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return None if node.kind == "null" else node.text


def _nothing(node: Node | None) -> bool:
    return node is None or (isinstance(node, Scalar) and node.kind == "null")


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:59]}…"
