"""Finds the files that a person means: a file, a folder of them, or the address of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cms.publiccode.document import MOST_BYTES
from cms.publiccode.repositories import raw_address
from cms.publiccode.validating import Problem, Reading, read_publiccode

SECONDS = 20
_ENDINGS = (".yml", ".yaml")
_NAMES = ("publiccode.yml", "publiccode.yaml")
# What no publiccode.yml starts with, and every web page does.
_WEB_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|\?xml)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Gathered:
    """One file: its name as a person would give it, the address that it came from ("" for one on
    this machine), and what it says."""

    name: str
    address: str
    reading: Reading


def gather(places: Iterable[str]) -> Iterator[Gathered]:
    """Read each file, one after the other. One that cannot be had is there all the same, with an
    error that says why."""
    for place in places:
        if "://" in place:
            yield fetched(place)
        elif Path(place).is_dir():
            found = list(_files_in(Path(place)))
            if not found:
                words = (
                    "There is no file in this folder that ends in .yml or .yaml, and no"
                    " publiccode.yml in a folder right below it"
                )
                yield Gathered(place, "", _nothing(words))
            for path in found:
                yield Gathered(str(path), "", _read(path))
        else:
            yield Gathered(place, "", _read(Path(place)))


def fetched(place: str) -> Gathered:
    """The file at an address, or in the repository at one, by way of the one function that fetches
    from outside."""
    from marketplace.core import fetching  # noqa: PLC0415 - it brings a client for HTTP

    address = raw_address(place)
    try:
        got = fetching.fetch(address, limit_bytes=MOST_BYTES, timeout_seconds=SECONDS)
    except fetching.FetchFailed as error:
        why = str(error)
        if address != place:
            why += f". It was looked for at {address}: if it is elsewhere, give its own address"
        return Gathered(place, address, _nothing(why))
    if got.content_type == "text/html" or _WEB_PAGE.match(got.body):
        reading = _nothing(_web_page_at(address))
    else:
        reading = read_publiccode(got.body)
    return Gathered(place, address, reading)


def _web_page_at(address: str) -> str:
    """Says where the file itself may be: services name the page that shows a file, and the file as
    it is, alike but for one word."""
    words = "This is a web page: give the address of the file itself, as it is (“raw”)"
    for shown in ("/blob/", "/src/"):
        if shown in address:
            return f"{words}. It may be {address.replace(shown, '/raw/', 1)}"
    return words


def _files_in(folder: Path) -> Iterator[Path]:
    """The YAML files of a folder, and publiccode.yml in the folders right below it."""
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix.lower() in _ENDINGS:
            yield path
        elif path.is_dir() and not path.name.startswith("."):
            yield from (path / name for name in _NAMES if (path / name).is_file())


def _read(path: Path) -> Reading:
    try:
        if path.exists() and not path.is_file():
            return _nothing("It is neither a file nor a folder")
        with path.open("rb") as handle:
            data = handle.read(MOST_BYTES + 1)
    except OSError as error:
        return _nothing(f"The file cannot be read: {error.strerror or 'no reason given'}")
    if _WEB_PAGE.match(data):
        return _nothing("This is a web page and no publiccode.yml: save the file itself (“raw”)")
    return read_publiccode(data)


def _nothing(why: str) -> Reading:
    return Reading(errors=[Problem(0, "", why)], readable=False)
