"""`wake`: tell a worker that something is due, without ever waiting for the broker."""

from __future__ import annotations

import logging
import os
import threading

from django.conf import settings
from django.db import transaction

from marketplace.core import registry, runner

logger = logging.getLogger(__name__)

_lock = threading.Lock()
_pending: set[str] = set()
_something = threading.Event()
_thread: threading.Thread | None = None


def wake(name: str) -> None:
    """After the commit of the transaction at hand, have the due work `name` done soon.

    The database holds what is to be done, so a wake-up that gets lost costs time and nothing else.
    Returns within a millisecond and raises nothing but KeyError for a name that nobody registered,
    which is a mistake in the code; a broker that is away or hangs is logged by the thread that
    talks to it.
    """
    registry.due_work.get(name)
    transaction.on_commit(lambda: _hand_over(name), robust=True)


def _hand_over(name: str) -> None:
    if not settings.REDIS_URL:
        runner.nudge(name)
        return
    with _lock:
        _pending.add(name)
        _start_thread()
    _something.set()


def _start_thread() -> None:
    global _thread
    if _thread is None or not _thread.is_alive():
        _thread = threading.Thread(target=_send_for_ever, name="wake", daemon=True)
        _thread.start()


def _after_fork() -> None:
    # A fork takes the module's state along but not the thread, and perhaps a lock that is held.
    global _lock, _something, _thread
    _lock = threading.Lock()
    _something = threading.Event()
    _thread = None
    _pending.clear()


os.register_at_fork(after_in_child=_after_fork)


def _send_for_ever() -> None:
    from celery import current_app  # noqa: PLC0415 - only a site with a broker gets here

    while True:
        _something.wait()
        _something.clear()
        with _lock:
            names = sorted(_pending)
            _pending.clear()
        for name in names:
            try:
                current_app.send_task("core.run_due", args=[name], retry=False, ignore_result=True)
            except Exception as error:
                # The schedule takes up what this message would have started.
                logger.warning("Could not wake a worker for %s: %s", name, type(error).__name__)
