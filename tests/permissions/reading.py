"""Reads the table of permissions, and says what of the URL map it does not cover, or covers twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.permissions.table import GROUPS, TABLE
from tests.security.walking import Address

WHERE = "tests/permissions/table.py"


@dataclass(frozen=True)
class Row:
    """What each role is answered at an address, or (with `*` at the end) at all whose names begin
    so and that have no row of their own."""

    name: str
    get: dict[str, str]
    post: dict[str, str]

    @property
    def is_of_many(self) -> bool:
        return self.name.endswith("*")

    def covers(self, name: str) -> bool:
        return name.startswith(self.name[:-1]) if self.is_of_many else name == self.name


def rows() -> Iterator[Row]:
    for line in TABLE.splitlines():
        said = line.partition("# ")[0].split()
        if said:
            name, *marks = said
            yield Row(name, _by_role(line, marks[:5]), _by_role(line, marks[5:]))


def _by_role(line: str, marks: list[str]) -> dict[str, str]:
    if [len(each) for each in marks] != [len(group) for group in GROUPS]:
        raise ValueError(f"not a mark for each role, twice: {line}")
    roles = [role for group in GROUPS for role in group]
    return dict(zip(roles, "".join(marks), strict=True))


def row_of(address: Address, table: Iterable[Row]) -> Row:
    """The one row of an address. Raises LookupError, in words for whoever added the address."""
    covering = [row for row in table if row.covers(address.full_name)]
    alone = [row for row in covering if not row.is_of_many]
    found = alone or ([] if address.is_ours else covering)
    if len(found) > 1:
        raise LookupError(
            f"“{address.full_name}” has {len(found)} rows in {WHERE}: keep one of "
            + ", ".join(row.name for row in found)
        )
    if not found:
        raise LookupError(
            f"“{address.full_name}” ({address.route}) has no row: read the rules of its slice, and "
            f"write into {WHERE} what each role is answered there"
        )
    return found[0]
