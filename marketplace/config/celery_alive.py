"""A worker and beat say that they are well by touching ALIVE_FILE, for whoever watches them: how old
it is costs nothing to ask, where Celery's own `inspect ping` starts Django each time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from celery.signals import after_task_publish, beat_init, heartbeat_sent
from django.conf import settings


@heartbeat_sent.connect
def touch(**kwargs: Any) -> None:
    """A worker's heart beats every other second while its loop turns and the broker is there."""
    if settings.ALIVE_FILE:
        Path(settings.ALIVE_FILE).touch()


@beat_init.connect
def watch_beat(**kwargs: Any) -> None:
    """Beat is well while it hands messages to the broker: one a minute for the most frequent
    piece of due work."""
    after_task_publish.connect(touch)
