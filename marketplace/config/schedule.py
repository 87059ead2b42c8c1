"""Celery beat's schedule, derived from the registered due work once every app is ready."""

from __future__ import annotations

from typing import Any

from marketplace.core import registry


def beat_schedule() -> dict[str, dict[str, Any]]:
    """One entry for each registered piece of due work. A message that no worker took before the
    next one is due is void, so that none pile up while all workers are away."""
    return {
        work.name: {
            "task": "core.run_due",
            "schedule": work.every,
            "args": (work.name,),
            "options": {"expires": work.every.total_seconds()},
        }
        for work in registry.due_work
    }
