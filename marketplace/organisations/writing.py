"""Single rows of councils and their domains, each written with its event: what services are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marketplace.core import clock
from marketplace.core.actor import Actor
from marketplace.core.events import record
from marketplace.core.models import Audience
from marketplace.organisations.models import (
    Council,
    DomainState,
    EmailDomain,
    OrganisationKind,
)

# What an event may hold of a council: numbers, dates and codes, never a name.
CODES = (
    "code", "gss_code", "type", "population", "population_year", "area_km2", "latitude",
    "longitude", "start_date", "end_date",
)  # fmt: skip


def add_council(values: Mapping[str, Any], actor: Actor) -> Council:
    """Add a council; `values` are those of its fields."""
    council = Council.objects.create(kind=OrganisationKind.COUNCIL, **values)
    record(
        "council.added",
        actor=actor,
        thing="council",
        thing_id=council.pk,
        audience=Audience.STAFF if council.is_example else Audience.PUBLIC,
        after=_codes(council, values),
    )
    return council


def save_council(council: Council, values: Mapping[str, Any], actor: Actor) -> None:
    """Set these fields of a council, whatever they were."""
    before = _codes(council, values)
    for name, value in values.items():
        setattr(council, name, value)
    council.save()
    record(
        "council.ended" if values.get("end_date") else "council.changed",
        actor=actor,
        thing="council",
        thing_id=council.pk,
        audience=Audience.PUBLIC,
        before=before,
        after={**_codes(council, values), "changed": sorted(values)},
    )


def _codes(council: Council, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(council, name) for name in CODES if name in values}


def add_domains(
    council: Council, domains: Iterable[str], actor: Actor, *, confirmed: bool = False
) -> None:
    """Add domains to be confirmed, or (made-up ones) confirmed already."""
    state = DomainState.CONFIRMED if confirmed else DomainState.PROPOSED
    made = EmailDomain.objects.bulk_create(
        EmailDomain(
            organisation_id=council.pk,
            domain=domain,
            state=state,
            confirmed_at=clock.now() if confirmed else None,
        )
        for domain in domains
    )
    if made:
        record(
            "council.domains_added",
            actor=actor,
            thing="council",
            thing_id=council.pk,
            audience=Audience.STAFF,
            after={"domains": [domain.pk for domain in made], "state": str(state)},
        )
