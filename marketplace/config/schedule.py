"""Celery beat's schedule, derived from the registered due work once every app is ready."""

from __future__ import annotations

from typing import Any

from marketplace.core import registry


def beat_schedule() -> dict[str, dict[str, Any]]:
    """One entry for each registered piece of due work."""
    return {
        work.name: {"task": "core.run_due", "schedule": work.every, "args": (work.name,)}
        for work in registry.due_work
    }
