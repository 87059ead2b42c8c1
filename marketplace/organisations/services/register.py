"""The register of councils: imported from the public one, and begun with the one that comes along."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from marketplace.core.actor import Actor
from marketplace.core.events import happened, record
from marketplace.core.models import Audience
from marketplace.core.signals import send_findable_changed
from marketplace.organisations.models import Council, EmailDomain, Organisation
from marketplace.organisations.register import matching, starter
from marketplace.organisations.register.rows import SUCCESSORS, Problem, RegisterRow, UnusableRow
from marketplace.organisations.writing import add_council, add_domains, save_council


@dataclass
class ImportOutcome:
    """What an import did. `created`, `updated` and `unchanged` share out the usable rows; `ended`
    of them were marked as ended; `linked` and `unlinked` count links to successors; `left_alone`
    are councils that the site holds and the file does not. `changed` are ids."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    ended: int = 0
    linked: int = 0
    unlinked: int = 0
    left_alone: int = 0
    problems: list[Problem] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)


def import_register(*, rows: Iterable[RegisterRow], today: dt.date, actor: Actor) -> ImportOutcome:
    """Bring the councils up to what the register's rows say, in one transaction.

    Facts change; slugs, websites and e-mail domains never do, and nothing is deleted. Doing it
    again writes nothing. Rows that contradict what the site holds come back as problems.
    """
    rows = matching.in_order_of_creation(rows)
    outcome = ImportOutcome()
    with transaction.atomic():
        known = list(Council.objects.select_for_update().order_by("pk"))
        met = _save_rows(rows, known, today, actor, outcome)
        real = {council.code: council for council in known if not council.is_example}
        _link_rows(rows, met, {**real, **met}, actor, outcome)
        send_findable_changed("council", outcome.changed)
    named = {council.pk for council in met.values()}
    outcome.left_alone = sum(council.pk not in named for council in real.values())
    outcome.problems.sort()
    return outcome


def _save_rows(
    rows: Iterable[RegisterRow],
    known: list[Council],
    today: dt.date,
    actor: Actor,
    outcome: ImportOutcome,
) -> dict[str, Council]:
    """Write what each row tells; returns the councils by the code that the file calls them."""
    held = matching.Held(known, rows)
    taken = set(Organisation.objects.values_list("slug", flat=True))
    met = {}
    for row in rows:
        try:
            council = held.find(row)
            values = matching.changes_to(council, row, today) if council else {}
        except UnusableRow as error:
            outcome.problems.append(Problem(row.line, str(error), used=False))
            continue
        if council is None:
            slug = matching.new_slug(row, taken, starter.starter_slugs())
            taken.add(slug)
            values = matching.values_of(row)
            council = add_council({**values, "slug": slug}, actor)
            outcome.created += 1
        elif values:
            save_council(council, values, actor)
            outcome.updated += 1
        else:
            outcome.unchanged += 1
        if values:
            outcome.changed.add(council.pk)
        outcome.ended += values.get("end_date") is not None
        met[row.code] = council
    return met


def _link_rows(
    rows: Iterable[RegisterRow],
    met: Mapping[str, Council],
    by_code: Mapping[str, Council],
    actor: Actor,
    outcome: ImportOutcome,
) -> None:
    """Link councils to their successors. A row that names none leaves the links as they are, and
    one that names a stranger takes none away."""
    links = Council.successors.through.objects
    held: dict[int, set[int]] = {}
    for ended, successor in links.values_list("from_council_id", "to_council_id"):
        held.setdefault(ended, set()).add(successor)
    for row in rows:
        if row.code not in met or not row.replaced_by:
            continue
        council = met[row.code]
        strangers = [code for code in row.replaced_by if code not in by_code]
        for code in strangers:
            reason = f"{SUCCESSORS} “{code}” is neither in the file nor on the site"
            outcome.problems.append(Problem(row.line, reason, used=True))
        before = held.get(council.pk, set())
        wanted = {by_code[code].pk for code in row.replaced_by if code in by_code}
        after = wanted | before if strangers else wanted
        if after == before:
            continue
        council.successors.set(after)
        record(
            "council.succeeded",
            actor=actor,
            thing="council",
            thing_id=council.pk,
            audience=Audience.PUBLIC,
            before={"successors": sorted(before)},
            after={"successors": sorted(after)},
        )
        outcome.linked += len(after - before)
        outcome.unlinked += len(before - after)
        outcome.changed |= {council.pk} | (before ^ after)


# The register that comes with the site -------------------------------------------------------------


def load_starter_register(*, actor: Actor, path: Path = starter.COUNCILS) -> int:
    """Add the councils of the starter register that are missing, and to those that are there
    already a website and e-mail domains where they have none. Each edition of the file is loaded
    once. Returns how many were added."""
    key = f"starter-register:{starter.fingerprint(path)}"
    if happened(key):
        return 0
    with transaction.atomic():
        changed, added = _load_starter(starter.read_starter(path), actor)
        record(
            "register.loaded",
            actor=actor,
            thing="register",
            thing_id=path.stem,
            audience=Audience.STAFF,
            after={"added": added},
            dedupe_key=key,
        )
        send_findable_changed("council", changed)
    return added


def _load_starter(rows: list[starter.StarterRow], actor: Actor) -> tuple[set[int], int]:
    councils = list(Council.objects.filter(is_example=False))
    by_code = {council.code: council for council in councils}
    by_gss = {council.gss_code: council for council in councils if council.gss_code}
    with_domains = set(EmailDomain.objects.values_list("organisation_id", flat=True))
    changed, added = set(), 0
    for row in rows:
        council = by_code.get(row.code) or by_gss.get(row.gss_code)
        if council is None:
            council = add_council(row.fields, actor)
            added += 1
        elif not council.website and row.website:
            save_council(council, {"website": row.website}, actor)
        elif council.pk in with_domains:
            continue
        if council.pk not in with_domains:
            add_domains(council, row.email_domains, actor)
        changed.add(council.pk)
    return changed, added
