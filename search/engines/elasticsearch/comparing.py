"""Whether the index holds the listings as they are, both ways, with memory that stays flat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from search.engines.elasticsearch import mirroring
from search.engines.elasticsearch.indexes import Indexes, forget, versions
from search.models import Listing

A_BATCH = 2_000
Held = tuple[int, int, bool]  # id, version, whether it is withdrawn


@dataclass
class Apart:
    """Ids of listings that the index holds not at all or otherwise, of those that it holds in a later
    version (by which one: the database has come back from a back-up), and of what it holds that is
    no listing; and how many the server would not take as they are, which is no drift."""

    behind: list[int] = field(default_factory=list)
    ahead: dict[int, int] = field(default_factory=dict)
    extra: list[int] = field(default_factory=list)
    refused: int = 0

    def __len__(self) -> int:
        return len(self.behind) + len(self.ahead) + len(self.extra)


def compare(indexes: Indexes) -> Apart:
    """Raises where the server does not answer or there is no index. What changes meanwhile is looked at twice before it
    counts."""
    indexes.refresh()
    apart = _merged(_listed(), versions(indexes.alias))
    if apart:
        mirroring.drain(indexes)
        indexes.refresh()
        again = sorted((*apart.behind, *apart.ahead, *apart.extra))
        apart = _merged(_listed(again), versions(indexes.alias, again))
    apart.refused = Listing.objects.refused().count()
    return apart


def repair(indexes: Indexes, apart: Apart) -> None:
    """Write again what is behind or ahead, and forget what is no listing. Whoever calls has given
    those that are ahead a version that is later still."""
    written = [*apart.behind, *apart.ahead]
    for start in range(0, len(written), mirroring.A_BATCH):
        some = written[start : start + mirroring.A_BATCH]
        rows = Listing.objects.filter(pk__in=some).prefetch_related("facets")
        mirroring.write_listings(indexes.alias, rows)
    forget(indexes.alias, apart.extra)
    indexes.refresh()


def _listed(only: list[int] | None = None) -> Iterator[Held]:
    """All listings in the order of their ids, also those that have left; not the refused ones."""
    last = 0
    while True:
        rows = Listing.objects.filter(pk__gt=last).order_by("pk")
        if only is not None:
            rows = rows.filter(pk__in=only)
        some = list(rows.values_list("pk", "version", "withdrawn_at", "refused_version")[:A_BATCH])
        if not some:
            return
        for number, version, withdrawn_at, refused in some:
            if refused != version:
                yield number, version, withdrawn_at is not None
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
            apart.extra.append(document[0])
            document = next(documents, None)
        else:
            if document[1] > row[1] or (document[1] == row[1] and document != row):
                apart.ahead[row[0]] = document[1]
            elif row != document:
                apart.behind.append(row[0])
            row, document = next(rows, None), next(documents, None)
    return apart
