"""What stands in the tables of the site, to tell whether anything was changed."""

from __future__ import annotations

from typing import Any

from django.apps import apps

# Written by looking alone: who came when, and what is counted.
_COUNTED = {"sessions.session", "usersessions.usersession", "core.duerun", "core.version"}
_APPS = (
    "accounts", "organisations", "notifications", "cms", "search", "account", "mfa", "core",
    "socialaccount", "wagtailusers", "auth",
)  # fmt: skip

Rows = dict[tuple[str, Any], dict[str, Any]]


def everything() -> Rows:
    """Every row of people, organisations, mails, pages and events, by table and number."""
    held: Rows = {}
    for model in apps.get_models():
        label = model._meta.label_lower
        if model._meta.app_label in _APPS and label not in _COUNTED:
            for row in model._base_manager.values():
                held[label, row[model._meta.pk.attname]] = row
    return held


def changed(before: Rows, after: Rows) -> list[str]:
    """What differs, in words for whoever reads a failing test."""
    said = [f"{key} is new" for key in after.keys() - before.keys()]
    said += [f"{key} is gone" for key in before.keys() - after.keys()]
    for key in before.keys() & after.keys():
        said += [
            f"{key}.{name}: {old!r} became {after[key][name]!r}"
            for name, old in before[key].items()
            if after[key][name] != old
        ]
    return sorted(said)
