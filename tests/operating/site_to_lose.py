"""A site with something of everything in it, made in a process of its own."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import psycopg
from psycopg import sql

from tests.config.processes import manage

WORDS = "heron on the weir"
DOCUMENT = b"%PDF-1.4 minutes of the weir committee"
_CONTENT = f"""
from io import BytesIO
from django.core.files.base import ContentFile
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from marketplace.core.sealing import seal_new
from search import projection
from tests.factories.catalogue import CaseStudyFactory, ClaimFactory

study = CaseStudyFactory(title="A {WORDS}", slug="a-heron")
claim = ClaimFactory(solution=study)
Document.objects.create(title="Minutes", file=ContentFile({DOCUMENT!r}, "minutes.pdf"))
drawn = BytesIO()
Picture.new("RGB", (40, 30), "teal").save(drawn, "PNG")
image = Image.objects.create(title="Weir", file=ContentFile(drawn.getvalue(), "weir.png"))
image.get_rendition("width-20")
projection.sweep()
assert seal_new()
"""


def make(**settings: str) -> None:
    """Prepare the site of these settings and put content with files into it."""
    for arguments in (["prepare"], ["shell", "--no-imports", "-c", _CONTENT]):
        said = manage(*arguments, **settings)
        assert said.returncode == 0, said.stdout + said.stderr


def files_of(var: Path) -> dict[str, str]:
    """The print of every uploaded file."""
    media = var / "media"
    return {
        str(path.relative_to(media)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(media.rglob("*"))
        if path.is_file()
    }


def rows_of_postgresql(address: str) -> dict[str, tuple[int, str | None]]:
    """How many rows each table has, and the print of them all; where each sequence stands."""
    with psycopg.connect(address) as database:
        tables = database.execute(
            "SELECT table_name FROM information_schema.tables "
            "WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1"
        ).fetchall()
        found = {}
        for (name,) in tables:
            statement = sql.SQL(
                "SELECT count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE \"C\")) FROM {} t"
            ).format(sql.Identifier(name))
            found[name] = database.execute(statement).fetchone()
        for name, stands in database.execute(
            "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
        ):
            found[f"sequence {name}"] = (stands or 0, None)
        return found


def rows_of_sqlite(path: Path) -> list[str]:
    with sqlite3.connect(path) as database:
        return list(database.iterdump())
