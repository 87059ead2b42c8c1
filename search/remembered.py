"""What a process keeps in memory to read searches by: the jargon, the labels of the facets, and the
codes of their values. One statement says whether it is up to date; in a process that has just begun,
the same one brings all of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Model

from cms.models import Approach, ServiceArea
from marketplace.core.findable import FINDABLE
from marketplace.core.models import Version
from search import engines, facets, jargon
from search.facets import Labels
from search.language import Jargon
from search.models import Synonym
from search.versions import JARGON, LABELS

VERSION, SYNONYM, AREA, APPROACH, CODE = "version", "synonym", "area", "approach", "code"


def current() -> tuple[Jargon, Labels, int]:
    """The jargon and the labels as they are now, and the number of what can be found (0: none yet).
    One statement; two more after a change."""
    if not (jargon.is_kept() and facets.is_kept()):
        return _all_at_once()
    versions = Version.all_numbers()
    return (
        jargon.current(versions.get(JARGON, 0)),
        facets.labels(versions.get(LABELS, 0)),
        versions.get(FINDABLE, 0),
    )


def _all_at_once() -> tuple[Jargon, Labels, int]:
    """One statement, so that the rows are those that the numbers tell of."""
    rows: dict[str, list[Any]] = {what: [] for what in (VERSION, SYNONYM, AREA, APPROACH, CODE)}
    with connection.cursor() as cursor:
        cursor.execute(_everything())
        for what, number, _, words, more, beside, flag in cursor.fetchall():
            rows[what].append(_made(what, number, words, more, beside, bool(flag)))
    engines.database.know_codes(dict(rows[CODE]))
    versions = dict(rows[VERSION])
    return (
        jargon.keep(versions.get(JARGON, 0), rows[SYNONYM]),
        facets.keep(versions.get(LABELS, 0), rows[APPROACH], rows[AREA]),
        versions.get(FINDABLE, 0),
    )


def _everything() -> str:
    """Rows of all these tables with the same columns, the synonyms by their term and the vocabularies
    by their place."""

    def rows(what: str, model: type[Model], columns: str) -> str:
        return f"SELECT '{what}', {columns} FROM {model._meta.db_table}"  # noqa: S608 - all ours

    selects: Iterable[str] = (
        rows(VERSION, Version, "number, 0, name, '', '', false"),
        rows(SYNONYM, Synonym, "id, 0, term, same_as, beside, everyday_word"),
        rows(AREA, ServiceArea, "id, \"order\", name, slug, '', false"),
        rows(APPROACH, Approach, "id, \"order\", name, slug, '', false"),
        f"SELECT '{CODE}', code, 0, facet, value, '', false FROM {engines.database.tables.facet}",  # noqa: S608
    )
    return f"{' UNION ALL '.join(selects)} ORDER BY 1, 3, 4, 2"


def _made(what: str, number: int, words: str, more: str, beside: str, flag: bool) -> Any:
    if what == VERSION:
        return words, number
    if what == CODE:
        return number, (words, more)
    if what == SYNONYM:
        return Synonym(pk=number, term=words, same_as=more, beside=beside, everyday_word=flag)
    return (ServiceArea if what == AREA else Approach)(pk=number, name=words, slug=more)
