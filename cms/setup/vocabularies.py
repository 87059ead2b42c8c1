"""The vocabularies of content/taxonomy.toml: service areas and approaches, made once."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from cms.models import Approach, AreaService, ServiceArea

TAXONOMY = Path(__file__).resolve().parents[1] / "content" / "taxonomy.toml"


@transaction.atomic
def set_up_vocabularies() -> None:
    """Add what a new site lacks; a site whose editors have areas or approaches keeps them."""
    with TAXONOMY.open("rb") as handle:
        words: dict[str, Any] = tomllib.load(handle)
    if not Approach.objects.exists():
        Approach.objects.bulk_create(
            Approach(order=place, **row) for place, row in enumerate(words["approaches"], start=1)
        )
    if not ServiceArea.objects.exists():
        for place, row in enumerate(words["areas"], start=1):
            services = row.pop("services", [])
            area = ServiceArea.objects.create(order=place, **row)
            AreaService.objects.bulk_create(
                AreaService(area=area, **service) for service in services
            )
