"""What a document is, by what stands in it and not by its name."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

_OFFICE = b"application/vnd.openxmlformats-officedocument."
_OPEN = b"application/vnd.oasis.opendocument."
# What the list of an Office file's parts says that it is. A file with macros says something else.
_PARTS = "[Content_Types].xml"
_BY_PARTS = {
    "docx": _OFFICE + b"wordprocessingml.document.main+xml",
    "xlsx": _OFFICE + b"spreadsheetml.sheet.main+xml",
    "pptx": _OFFICE + b"presentationml.presentation.main+xml",
}
# What an OpenDocument file begins with.
_BY_MIMETYPE = {
    "odt": _OPEN + b"text",
    "ods": _OPEN + b"spreadsheet",
    "odp": _OPEN + b"presentation",
}
_PLAIN = frozenset({"csv", "txt"})
KINDS = ("pdf", *_BY_PARTS, *_BY_MIMETYPE, *sorted(_PLAIN))

MOST_PARTS = 10_000
_LONGEST_LIST = 1_000_000  # bytes, unpacked
_MACROS = ("vbaproject.bin", "vbadata.xml")
_FOLDERS_OF_MACROS = ("basic/", "scripts/")
# A text has none of these; what a program is written in has.
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13}) + b"\x7f"


class NotWhatItSays(Exception):
    """The content is of another kind than the name says; the message is for whoever uploads it."""


def check_document(file: BinaryIO, kind: str) -> None:
    """Raises NotWhatItSays where a file whose name ends in `kind`, one of KINDS, is not one, or
    holds macros."""
    file.seek(0)
    try:
        if kind == "pdf":
            right = file.read(5) == b"%PDF-"
        elif kind in _PLAIN:
            right = _is_text(file)
        else:
            right = _is_packed_as(file, kind)
    finally:
        file.seek(0)
    if not right:
        raise NotWhatItSays(
            f"This is no {kind.upper()} file, though its name ends in .{kind}. "
            "Open it in the program that it was made with and save it anew."
        )


def _is_text(file: BinaryIO) -> bool:
    """Whether it can be read as lines, in whichever alphabet, and is no web page."""
    start = file.read(1_024)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return False
    while start:
        if start.translate(None, _CONTROL) != start:
            return False
        start = file.read(65_536)
    return True


def _is_packed_as(file: BinaryIO, kind: str) -> bool:
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS:
                return False
            if kind in _BY_MIMETYPE:
                found = _read(packed, parts[0].filename) == _BY_MIMETYPE[kind]
                right = found and parts[0].filename == "mimetype"
            else:
                right = b'"' + _BY_PARTS[kind] + b'"' in _read(packed, _PARTS)
            names = [part.filename.lower() for part in parts]
    except (zipfile.BadZipFile, KeyError, IndexError, RuntimeError, NotImplementedError, OSError):
        return False
    if right and any(_is_macro(name) for name in names):
        raise NotWhatItSays("This file holds macros. Save it without them and upload it again.")
    return right


def _is_macro(name: str) -> bool:
    return name.endswith(_MACROS) or name.startswith(_FOLDERS_OF_MACROS)


def _read(packed: zipfile.ZipFile, name: str) -> bytes:
    with packed.open(name) as part:
        return part.read(_LONGEST_LIST)
