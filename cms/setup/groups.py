"""Editors, moderators, and the workflow between them.

Both groups are the site's own: what they may do is set right whenever a site is set up. Whoever
needs something else makes a group of another name.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms.models import HomePage, ModerationTask
from marketplace.core import registry

EDITORS = "Editors"
MODERATORS = "Moderators"
WORKFLOW = "Moderation"

# On the home page and all below it, by Wagtail's own names.
ON_PAGES = {
    EDITORS: ("add", "change"),
    MODERATORS: ("add", "change", "publish", "bulk_delete", "lock", "unlock"),
}
# Of Django's models, as app.codename.
ON_MODELS = {
    EDITORS: (
        "wagtailadmin.access_admin",
        "cms.add_evidence",
        "cms.change_evidence",
        "cms.view_evidence",
    ),
    MODERATORS: (
        "wagtailadmin.access_admin",
        "cms.add_evidence",
        "cms.change_evidence",
        "cms.view_evidence",
        *(
            f"{app}.{verb}_{model}"
            for app, model in (
                ("cms", "servicearea"),
                ("cms", "approach"),
                ("wagtailredirects", "redirect"),
            )
            for verb in ("add", "change", "delete", "view")
        ),
        "core.view_event",
        "cms.moderate_message",
    ),
}
# Of pictures and documents, in every collection.
ON_FILES = tuple(
    f"{app}.{verb}_{model}"
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document"))
    for verb in ("add", "change", "choose")
)


@transaction.atomic
def set_up_groups() -> None:
    """Make groups, permissions and workflow as they should be."""
    home = HomePage.objects.get()
    files = Collection.get_first_root_node() or Collection.add_root(name="Root")
    for name in (EDITORS, MODERATORS):
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set(_permissions([*ON_MODELS[name], *_granted(name)]))
        _allow_pages(group, home, ON_PAGES[name])
        for permission in _permissions(ON_FILES):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=files, permission=permission
            )
    _set_up_workflow(home)


def _granted(group: str) -> list[str]:
    """What slices above this one let a group do."""
    return [
        permission
        for grant in registry.grants
        if group in grant.groups
        for permission in grant.permissions
    ]


def _permissions(names: Iterable[str]) -> list[Permission]:
    return [
        Permission.objects.get(content_type__app_label=app, codename=codename)
        for app, codename in (name.split(".") for name in names)
    ]


def _allow_pages(group: Group, home: HomePage, verbs: Iterable[str]) -> None:
    wanted = _permissions(f"wagtailcore.{verb}_page" for verb in verbs)
    # Wagtail's migrations give rights on the tree's root, where nobody has anything to do.
    granted = GroupPagePermission.objects.filter(group=group)
    granted.exclude(page=home, permission__in=wanted).delete()
    for permission in wanted:
        GroupPagePermission.objects.get_or_create(
            group=group, page=home.page_ptr, permission=permission
        )


def _set_up_workflow(home: HomePage) -> None:
    _remove_default_workflow()
    moderators = Group.objects.get(name=MODERATORS)
    task = ModerationTask.objects.filter(name=WORKFLOW).first()
    if task is None:
        task = ModerationTask.objects.create(name=WORKFLOW)
    if not task.groups.exists():
        task.groups.add(moderators)
    workflow = Workflow.objects.filter(name=WORKFLOW).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=WORKFLOW)
    WorkflowTask.objects.get_or_create(
        workflow=workflow, task=task.task_ptr, defaults={"sort_order": 0}
    )
    WorkflowPage.objects.get_or_create(page=home.page_ptr, defaults={"workflow": workflow})


def _remove_default_workflow() -> None:
    """Wagtail's "Moderators approval", which knows nothing of claims, from the tree's root."""
    for attached in WorkflowPage.objects.filter(page__depth=1).select_related("workflow"):
        workflow = attached.workflow
        attached.delete()
        if not workflow.workflow_pages.exists() and not workflow.workflow_states.exists():
            tasks = list(Task.objects.filter(workflow_tasks__workflow=workflow).specific())
            workflow.delete()
            for task in tasks:
                if not task.workflows.exists() and not task.task_states.exists():
                    task.delete()
