"""Finds the files that a person means: a file, a folder of them, or the address of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cms.publiccode.document import MOST_BYTES
from cms.publiccode.validating import Problem, Reading, read_publiccode
from marketplace.core.fetching import FetchFailed, fetch

SECONDS = 20
_ENDINGS = (".yml", ".yaml")
_NAMES = ("publiccode.yml", "publiccode.yaml")


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
                words = "There is no file in this folder that ends in .yml or .yaml"
                yield Gathered(place, "", _nothing(words))
            for path in found:
                yield Gathered(str(path), "", _read(path))
        else:
            yield Gathered(place, "", _read(Path(place)))


def fetched(address: str) -> Gathered:
    """The file at an address, by way of the one function that fetches from outside."""
    try:
        got = fetch(address, limit_bytes=MOST_BYTES, timeout_seconds=SECONDS)
    except FetchFailed as error:
        return Gathered(address, address, _nothing(str(error)))
    if got.content_type == "text/html":
        words = "This is a web page: give the address of the file itself, as it is (“raw”)"
        return Gathered(address, address, _nothing(words))
    return Gathered(address, address, read_publiccode(got.body))


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
    return read_publiccode(data)


def _nothing(why: str) -> Reading:
    return Reading(errors=[Problem(0, "", why)], readable=False)
