"""The web server in one process to end: gunicorn, with the runner inside it where there is no
broker."""

from __future__ import annotations

import errno
import signal
import socket
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.http import message

from marketplace.core.runner import Runner

# Bytes of a request's first line: whoever pastes a page of text into search is answered, not refused.
LONGEST_ADDRESS = 128 * 1024
SECONDS_TO_END = 5  # for requests and the piece of due work at hand, once the end was asked for


class PortTaken(OSError):
    """Somebody else listens there, or there is no such port, or the system keeps it for itself; the
    message says what to do."""


def reserve_port(port: str) -> socket.socket:
    """A socket bound to the port: loopback only in DEMO, every address otherwise.

    It is kept from before the preparations until the server listens on it, so that nobody else
    takes the port meanwhile. Raises PortTaken, also for what is no number of a port.
    """
    reserved = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        reserved.bind(("127.0.0.1" if settings.DEMO else "0.0.0.0", int(port)))  # noqa: S104 - meant
        # Two sockets may be bound to one port; only one may listen.
        reserved.listen()
    except (OSError, OverflowError, ValueError) as error:
        reserved.close()
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        raise PortTaken(
            f"Port {port} {'is taken' if taken else 'cannot be used'}: "
            "set another, like PORT=8001 make run"
        ) from error
    return reserved


class Server(BaseApplication):
    """Serves on a reserved socket until TERM, INT, QUIT or the end of its terminal."""

    def __init__(self, reserved: socket.socket, *, ready: Callable[[], object]) -> None:
        self._reserved = reserved
        self._ready = ready
        self._runner: Runner | None = None
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"fd://{self._reserved.detach()}",
            "worker_class": "gthread",
            "workers": settings.WEB_CONCURRENCY,
            "threads": settings.WEB_THREADS,
            "graceful_timeout": SECONDS_TO_END,
            "limit_request_line": LONGEST_ADDRESS,
            "loglevel": "warning",
            "logger_class": SiteLogger,
            "control_socket_disable": True,
            "when_ready": self._when_ready,
            "post_worker_init": self._start_runner,
            "worker_exit": self._stop_runner,
        }
        message.MAX_REQUEST_LINE = LONGEST_ADDRESS  # beyond which gunicorn's setting does not go
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return get_wsgi_application()

    def run(self) -> None:
        # What the preparations opened does not survive the fork.
        connections.close_all()
        for connection in connections.all(initialized_only=True):
            if hasattr(connection, "close_pool"):
                connection.close_pool()
        _Arbiter(self).run()

    def _when_ready(self, arbiter: Any) -> None:
        self._ready()

    def _start_runner(self, worker: Any) -> None:
        # With a broker, Celery's beat and workers do what is due; without one there is one process.
        if not settings.REDIS_URL:
            self._runner = Runner()
            self._runner.start()

    def _stop_runner(self, arbiter: Any, worker: Any) -> None:
        if self._runner is not None:
            self._runner.stop(timeout=SECONDS_TO_END - 1)


class SiteLogger(Logger):
    """Hands gunicorn's records on to the site's own form, where it would print them in another."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
            log.propagate = True


class _Arbiter(Arbiter):
    """Ends when its terminal goes, where gunicorn would start afresh and live on unseen."""

    def init_signals(self) -> None:
        told_to_stay = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN  # nohup
        super().init_signals()
        if told_to_stay:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def handle_hup(self) -> None:
        self.handle_term()
