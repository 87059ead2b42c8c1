"""Whether the index holds the listings as they are, both ways, with memory that stays flat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from search.engines.database.rows import batches
from search.engines.elasticsearch import mirroring
from search.engines.elasticsearch.indexes import Indexes, forget, versions
from search.engines.elasticsearch.mirroring import Overtake
from search.models import Listing

A_BATCH = 2_000
Held = tuple[int, int, bool]  # id, version, whether it is withdrawn


@dataclass
class Apart:
    """Ids of listings that the index holds not at all or otherwise, of those that it holds in a later
    version (by which one: the database has come back from a back-up), and of what it holds and shows
    that is no listing. No drift are the empty documents of listings that have gone for good, and
    listings that the server does not take as they are."""

    behind: list[int] = field(default_factory=list)
    ahead: dict[int, int] = field(default_factory=dict)
    extra: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    refused: int = 0

    def __len__(self) -> int:
        return len(self.behind) + len(self.ahead) + len(self.extra)

    def add(self, other: Apart) -> None:
        self.behind += other.behind
        self.ahead |= other.ahead
        self.extra += other.extra
        self.left += other.left


def compare(indexes: Indexes, overtake: Overtake) -> Apart:
    """Raises where the server does not answer or there is no index. What changes meanwhile is looked
    at twice before it counts."""
    indexes.refresh()
    first = _merged(_listed(), versions(indexes.alias))
    found = Apart(left=first.left)
    if first:
        mirroring.drain(indexes, overtake)
        indexes.refresh()
        again = sorted((*first.behind, *first.ahead, *first.extra))
        for some in batches(again, A_BATCH):
            found.add(_merged(_listed(some), versions(indexes.alias, some)))
    found.refused = Listing.objects.refused().count()
    return found


def repair(indexes: Indexes, apart: Apart) -> None:
    """Write again what is behind or ahead, and forget what is no listing. Whoever calls has given
    those that are ahead a version that is later still."""
    for some in batches([*apart.behind, *apart.ahead], mirroring.A_BATCH):
        listings = list(Listing.objects.filter(pk__in=some).prefetch_related("facets"))
        mirroring.write_and_note(indexes.alias, listings)
    forget(indexes.alias, [*apart.extra, *apart.left])
    indexes.refresh()


def _listed(only: Sequence[int] | None = None) -> Iterator[Held]:
    """All listings in the order of their ids, also those that have left; in the place of those that
    the server does not take stands an empty document."""
    last = 0
    while True:
        rows = Listing.objects.filter(pk__gt=last).order_by("pk")
        if only is not None:
            rows = rows.filter(pk__in=only)
        some = list(rows.values_list("pk", "version", "withdrawn_at", "refused_version")[:A_BATCH])
        if not some:
            return
        for number, version, withdrawn_at, refused in some:
            yield number, version, withdrawn_at is not None or refused == version
        last = some[-1][0]


def _merged(listed: Iterable[Held], held: Iterable[Held]) -> Apart:
    """Both go up by their ids."""
    apart = Apart()
    rows, documents = iter(listed), iter(held)
    row, document = next(rows, None), next(documents, None)
    while row is not None or document is not None:
        if document is None or (row is not None and row[0] < document[0]):
            assert row is not None  # noqa: S101 - one of them is there
            apart.behind.append(row[0])
            row = next(rows, None)
        elif row is None or document[0] < row[0]:
            (apart.left if document[2] else apart.extra).append(document[0])
            document = next(documents, None)
        else:
            if document[1] > row[1] or (document[1] == row[1] and document != row):
                apart.ahead[row[0]] = document[1]
            elif row != document:
                apart.behind.append(row[0])
            row, document = next(rows, None), next(documents, None)
    return apart
