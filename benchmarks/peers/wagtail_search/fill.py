"""Pages from a dump of our listings, indexed by Wagtail, with the index on the expression that its
queries use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from wagtail.models import Locale, Page
from wagtail.search.models import IndexEntry

from benchmarks.peers.wagtail_search.models import FACETS, ListedPage

A_BATCH = 1000
LONGEST_TITLE = 255


def fill(dump: str) -> None:
    """`dump`: the file that `benchmarks.inside.writing.dump` wrote."""
    call_command("migrate", verbosity=0)
    root = Page.objects.get(depth=2)
    with transaction.atomic():
        place = 0
        for rows in _batches(Path(dump)):
            _add(root, rows, place)
            place += len(rows)
        Page.objects.filter(pk=root.pk).update(numchild=place)
    call_command("update_index", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE INDEX benchmark_expression ON {IndexEntry._meta.db_table} "
            "USING gin ((title || body))"
        )


def _batches(file: Path) -> Iterator[list[dict[str, Any]]]:
    rows = []
    with file.open() as lines:
        for line in lines:
            rows.append(json.loads(line))
            if len(rows) == A_BATCH:
                yield rows
                rows = []
    if rows:
        yield rows


def _add(root: Page, rows: list[dict[str, Any]], place: int) -> None:
    """Both halves of each page at once: Django makes no rows of inherited models in bulk."""
    kind = ContentType.objects.get_for_model(ListedPage)
    locale = Locale.objects.get()
    pages = [
        Page(
            path=Page._get_path(root.path, root.depth + 1, place + number),
            depth=root.depth + 1,
            title=row["title"][:LONGEST_TITLE],
            draft_title=row["title"][:LONGEST_TITLE],
            slug=f"listing-{place + number}",
            url_path=f"{root.url_path}listing-{place + number}/",
            content_type=kind,
            locale=locale,
            live=True,
        )
        for number, row in enumerate(rows, start=1)
    ]
    Page.objects.bulk_create(pages)
    columns = ("page_ptr_id", "summary", "body", *FACETS)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {ListedPage._meta.db_table} ({', '.join(columns)}) "
            f"VALUES ({', '.join(['%s'] * len(columns))})",
            [
                (page.pk, row["summary"], row["body"], *(row["facets"].get(f, "") for f in FACETS))
                for page, row in zip(pages, rows, strict=True)
            ],
        )
