"""Three ways at once: what was imported last, what the page says now, what the file says today."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')
_BETWEEN = re.compile(r"(?<=>)\s+(?=<)")


@dataclass(frozen=True)
class Merge:
    """`take` has what the page is to say from now on; `kept` names the fields in which an editor's
    own words stay although the file says something else."""

    take: dict[str, Any]
    kept: tuple[str, ...]


def merge(
    *, base: Mapping[str, Any], page: Mapping[str, Any], file: Mapping[str, Any],
    never_blank: Iterable[str] = (),
) -> Merge:  # fmt: skip
    """What to take from the file. A field that the page says as it was imported is nobody's own
    and follows the file; any other is an editor's and stays. A field that was never imported is
    filled where the page says nothing. What the file says nothing of is taken off the page, but
    for the fields in `never_blank`."""
    take, kept = {}, []
    for field, new in file.items():
        mine = page[field]
        if same(mine, new):
            continue
        if not new and field in never_blank:
            continue
        untouched = same(mine, base[field]) if field in base else not mine
        if untouched:
            take[field] = new
        else:
            kept.append(field)
    return Merge(take, tuple(kept))


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same: marks that the editor's screen leaves in rich text count
    for nothing, and neither does "nothing" in one form or another."""
    if isinstance(one, str) and isinstance(other, str):
        return settled(one) == settled(other)
    return bool(one == other or (not one and not other))


def settled(text: str) -> str:
    return _BETWEEN.sub("", _BLOCK_KEY.sub("", text)).replace("\r\n", "\n").strip()
