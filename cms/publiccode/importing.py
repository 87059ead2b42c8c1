"""What an import would do to a tool's page, worked out without writing anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Page

from cms.models import PubliccodeSource, ToolPage
from cms.publiccode import pages, privacy
from cms.publiccode.merging import Merge, merge
from cms.publiccode.repositories import repository_key
from cms.publiccode.tools import ToolFacts, tool_facts
from cms.publiccode.validating import Problem, Reading

# Beyond so many nobody mends a file by the list.
MOST_PROBLEMS = 200


@dataclass(frozen=True)
class Plan:
    """What is to be done. `refused` says why nothing can be; `waits` why nothing may be now.
    `values` is all that the file says, `merge` what of it the page takes, `notes` what a page
    cannot hold."""

    repository: str
    source: PubliccodeSource | None
    page: ToolPage | None
    draft: ToolPage | None
    facts: ToolFacts
    values: dict[str, Any]
    merge: Merge
    notes: list[Problem] = field(default_factory=list)
    refused: str = ""
    waits: str = ""


def plan_import(reading: Reading, *, lock: bool = False) -> Plan:
    """Look up the page of the file's repository and hold the two against each other; with `lock`
    the page's source is locked until the transaction ends."""
    facts = tool_facts(reading)
    values, unfit = pages.fitted(facts.values, ToolPage())
    repository = repository_key(values["repository"])
    notes = [Problem(0, name, f"The page cannot hold it: {why}") for name, why in unfit.items()]
    refused = _refusal(reading, values, repository)
    if refused:
        return Plan(
            repository, None, None, None, facts, values, Merge({}, ()), notes, refused
        )  # fmt: skip
    source = _source(repository, lock=lock)
    page = source.page if source else _page_of(repository)
    if page and lock:
        # Whoever saves the page in the editor meanwhile waits.
        Page.objects.select_for_update().get(pk=page.pk)
        page.refresh_from_db()
    draft: Any = page.get_latest_revision_as_object() if page else None
    found = merge(
        base=source.values if source else {},
        page=pages.values_of(draft) if draft else dict.fromkeys(values),
        file=_usable(values, facts, draft),
        never_blank=pages.NEVER_BLANK,
    )
    return Plan(
        repository, source, page, draft, facts, values, found, notes, waits=_waits(page)
    )  # fmt: skip


def problems_of(reading: Reading, notes: list[Problem]) -> list[dict[str, Any]]:
    """Everything that an editor should know, as JSON keeps it."""
    told = [(problem, "error") for problem in [*reading.errors, *notes]]
    told += [(problem, "warning") for problem in reading.warnings]
    return [
        {
            "line": problem.line,
            "field": problem.field,
            "message": privacy.without_contacts(problem.message),
            "level": level,
        }
        for problem, level in told[:MOST_PROBLEMS]
    ]


def _refusal(reading: Reading, values: dict[str, Any], repository: str) -> str:
    if not reading.readable:
        return "The file cannot be read"
    if not values["title"]:
        return "There is no name in it that a page could have"
    if not repository:
        return "There is no web address of a repository in it: its url says which page it is for"
    return ""


def _source(repository: str, *, lock: bool) -> PubliccodeSource | None:
    sources = PubliccodeSource.objects.all()
    if lock:
        sources = sources.select_for_update()
    return sources.filter(repository=repository).first()


def _page_of(repository: str) -> ToolPage | None:
    """A page that somebody wrote of the same repository, the oldest if there are several."""
    name = repository.rpartition("/")[2].partition("?")[0]
    alike = ToolPage.objects.filter(
        repository__icontains=name, alias_of__isnull=True, publiccode__isnull=True
    )
    for pk, address in alike.order_by("pk").values_list("pk", "repository"):
        if repository_key(address) == repository:
            return ToolPage.objects.get(pk=pk)
    return None


def _usable(values: dict[str, Any], facts: ToolFacts, draft: ToolPage | None) -> dict[str, Any]:
    """What the file may change: what is wrong in it changes nothing, two addresses of one
    repository are the same, and a page of a council or supplier has its owner."""
    usable = {name: value for name, value in values.items() if name not in facts.unusable}
    if draft is not None:
        if repository_key(draft.repository) == repository_key(values["repository"]):
            usable.pop("repository")
        if draft.organisation_id:
            usable.pop("public_body")
    return usable


def _waits(page: ToolPage | None) -> str:
    if page is None:
        return ""
    if page.locked:
        return "The page is locked: unlock it, then import again"
    if page.current_workflow_state is not None:
        return "The page is with a moderator: once that is settled, import again"
    return ""
