"""What a new site's search begins with: the council jargon of content/jargon.toml, and who keeps it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from cms.setup.groups import EDITORS, MODERATORS
from marketplace.core import registry
from marketplace.core.actor import CONTENT
from marketplace.core.events import happened, record
from marketplace.core.models import Audience, Version
from search.models import Synonym
from search.versions import JARGON

JARGON_FILE = Path(__file__).resolve().parent / "content" / "jargon.toml"
LOADED = "content:jargon"

JARGON_GRANT = registry.Grant(
    "council jargon",
    (EDITORS, MODERATORS),
    (
        *(f"search.{verb}_synonym" for verb in ("add", "change", "delete", "view")),
        "search.view_unmetneed",
    ),
)


@transaction.atomic
def load_jargon() -> None:
    """Take the file in once: what editors then change or delete stays so. Raises ValidationError
    where the file says something that nobody could type in the admin."""
    if happened(LOADED):
        return
    rows = synonyms_of_file()
    for row in rows:
        row.full_clean()
    Synonym.objects.bulk_create(rows)
    Version.renew(JARGON)
    record(
        "jargon.loaded",
        actor=CONTENT,
        thing="jargon",
        thing_id="all",
        audience=Audience.STAFF,
        after={"rows": len(rows)},
        dedupe_key=LOADED,
    )


def synonyms_of_file() -> list[Synonym]:
    """The rows of the file, not saved."""
    with JARGON_FILE.open("rb") as handle:
        found: list[dict[str, Any]] = tomllib.load(handle)["synonyms"]
    return [
        Synonym(
            term=row["term"],
            same_as="\n".join(row["same_as"]),
            everyday_word=row.get("everyday", False),
            beside="\n".join(row.get("beside", ())),
            note=row.get("note", ""),
        )
        for row in found
    ]
