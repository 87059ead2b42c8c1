"""Makes and refreshes tools' pages from publiccode.yml files. Each write records its event in the
same transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from cms.models import CataloguePage, PubliccodeSource, ToolPage
from cms.publiccode import pages, privacy, words
from cms.publiccode.importing import Plan, plan_import, problems_of
from cms.publiccode.validating import Problem, Reading
from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.actor import Actor, acting_as
from marketplace.core.events import record
from marketplace.core.models import Audience
from marketplace.core.turns import take_turns

SOURCE_NAME = "publiccode.yml in the tool’s own repository"


@dataclass(frozen=True)
class Outcome:
    """What became of one file. `result` is "created", "refreshed", "unchanged", "waits" or
    "refused", and `why` says why the last two; `live` whether the public sees the page as it is
    now. `changed` and `kept` name fields of the page; `notes` are problems beside the reading's."""

    result: str
    title: str = ""
    page_id: int | None = None
    live: bool = False
    changed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    notes: tuple[Problem, ...] = ()
    why: str = ""

    @property
    def went_in(self) -> bool:
        return self.result in ("created", "refreshed", "unchanged")


def import_tool(
    *, reading: Reading, actor: Actor, address: str = "", live: bool = False
) -> Outcome:
    """Make the page of the repository that a file is of, or bring it up to the file.

    `address` is where the file was fetched. The page is a draft; with `live` it is published where
    nobody has changed it meanwhile, where it lacks nothing that a public page needs, and where
    nobody has taken it off the site. An editor's own words stay (see merging). Importing the same
    again writes nothing.
    """
    with transaction.atomic(), acting_as(actor):
        take_turns()
        plan = plan_import(reading, lock=True)
        if plan.refused:
            return Outcome("refused", plan.values["title"], why=plan.refused)
        if plan.waits:
            return _outcome(plan, "waits", plan.page, why=plan.waits)
        user = User.objects.filter(pk=actor.user_id).first() if actor.user_id else None
        page = plan.page or _new_page(plan, address, user)
        result = "unchanged" if plan.page else "created"
        draft = plan.draft or page
        ours = _is_ours(plan)
        revision = plan.source.revision if plan.source else None
        if plan.page is None or plan.merge.take or not draft.from_file:
            result = "refreshed" if plan.page else "created"
            if plan.page:
                _put(draft, plan, address)
            revision = draft.save_revision(user=user, clean=False).pk
        published, why = _publish(draft, user, plan) if live and ours else (False, "")
        if live and not ours:
            why = "somebody has changed the draft: publish it in the admin"
        source = _kept_in_mind(plan, reading, page, address, revision)
        if published and result == "unchanged":
            result = "refreshed"
        if source or result != "unchanged":
            _record(plan, page, actor, result, published)
        page.refresh_from_db()
        return _outcome(plan, result, page, why=why)


def register_repository(*, address: str, actor: Actor, live: bool) -> PubliccodeSource:
    """Have the file at `address` read again on schedule, from now on. What was read of it must be
    imported first, so that it is known which page it is for.

    Raises ValidationError where no page came from that address.
    """
    with transaction.atomic():
        source = PubliccodeSource.objects.select_for_update().filter(address=address).first()
        if source is None:
            raise ValidationError({"address": "Import this file first"})
        source.is_refreshed, source.goes_live = True, live
        source.refresh_at = clock.now() + dt.timedelta(days=1)
        source.failures, source.trouble = 0, ""
        source.save()
        _record_source("publiccode.registered", source, actor)
    return source


def forget_repository(*, source_id: int, actor: Actor) -> None:
    """Read the file no more. Its page stays as it is.

    Raises ValidationError where it is not read on schedule.
    """
    with transaction.atomic():
        source = (
            PubliccodeSource.objects.select_for_update()
            .filter(pk=source_id, is_refreshed=True)
            .first()
        )
        if source is None:
            raise ValidationError("This file is not read on schedule.")
        source.is_refreshed, source.goes_live, source.refresh_at = False, False, None
        source.save()
        _record_source("publiccode.forgotten", source, actor)


def _new_page(plan: Plan, address: str, user: User | None) -> ToolPage:
    values = plan.values
    page = ToolPage(title=values["title"], live=False, owner=user)
    if not slugify(page.title):
        page.slug = slugify(f"tool {plan.repository.replace('/', ' ')}")[:200] or "tool"
    _put(page, plan, address, values)
    parent = CataloguePage.objects.get()
    parent.add_child(instance=page)
    return page


def _put(page: ToolPage, plan: Plan, address: str, values: Any = None) -> None:
    pages.put(page, plan.merge.take if values is None else values)
    page.from_file = {
        "on": clock.today().isoformat(),
        "words": {
            **page.from_file.get("words", {}),
            **words.told(plan.facts.language, plan.values),
        },
    }
    if not page.source_name or page.source_name == SOURCE_NAME:
        page.source_name = SOURCE_NAME
        page.source_url = address or plan.values["repository"]
        page.source_read_on = clock.today()


def _is_ours(plan: Plan) -> bool:
    """Whether nothing is in the draft that somebody else has put there."""
    page = plan.page
    if page is None:
        return True
    if page.latest_revision_id is None or page.latest_revision_id == page.live_revision_id:
        return True
    return plan.source is not None and page.latest_revision_id == plan.source.revision


def _publish(draft: ToolPage, user: User | None, plan: Plan) -> tuple[bool, str]:
    """Publish the latest revision if that is needed and can be; says why it cannot."""
    page = ToolPage.objects.get(pk=draft.pk)
    if page.live and not page.has_unpublished_changes:
        return False, ""
    if not page.live and page.first_published_at is not None:
        return False, "somebody took the page off the site: publish it in the admin"
    revision = page.latest_revision
    if revision is None:
        return False, ""
    try:
        revision.as_object().full_clean()
    except ValidationError as error:
        lacks = ", ".join(sorted(error.message_dict))
        return False, f"it stays a draft, because a public page needs more: {lacks}"
    revision.publish(user=user, skip_permission_checks=True)
    return True, ""


def _kept_in_mind(
    plan: Plan, reading: Reading, page: ToolPage, address: str, revision: int | None
) -> bool:
    """Keep beside the page what the file says; whether that is anything new."""
    source = plan.source or PubliccodeSource(repository=plan.repository)
    facts: dict[str, Any] = {
        "page_id": page.pk,
        "address": address or source.address,
        "version": reading.version[:10],
        "language": plan.facts.language[:35],
        "values": {**source.values, **_without(plan.values, plan.facts.unusable)},
        "unknown": privacy.keepable(reading.unknown),
        "problems": problems_of(reading, plan.notes),
        "revision": revision,
    }
    is_new = not source.pk or any(getattr(source, name) != value for name, value in facts.items())
    kept = list(plan.merge.kept)
    if not is_new and source.kept == kept:
        return False
    for name, value in facts.items():
        setattr(source, name, value)
    source.kept = kept
    if is_new:
        source.imported_at = clock.now()
    source.save()
    return True


def _without(values: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _outcome(plan: Plan, result: str, page: ToolPage | None, *, why: str) -> Outcome:
    changed = () if result in ("created", "waits") else tuple(plan.merge.take)
    return Outcome(
        result,
        page.title if page else plan.values["title"],
        page.pk if page else None,
        live=bool(page and page.live),
        changed=changed,
        kept=plan.merge.kept,
        notes=tuple(plan.notes),
        why=why,
    )


def _record(plan: Plan, page: ToolPage, actor: Actor, result: str, published: bool) -> None:
    record(
        "tool.imported" if result == "created" else "tool.refreshed",
        actor=actor,
        thing="solution",
        thing_id=page.pk,
        audience=Audience.STAFF,
        after={
            "changed": list(plan.merge.take) if plan.page else [],
            "kept": list(plan.merge.kept),
            "published": published,
        },
    )


def _record_source(name: str, source: PubliccodeSource, actor: Actor) -> None:
    record(
        name,
        actor=actor,
        thing="solution",
        thing_id=source.page_id,
        audience=Audience.STAFF,
        after={"source": source.pk, "live": source.goes_live},
    )
