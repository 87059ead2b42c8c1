"""Servers: gunicorn with DEBUG off, each on a port of its own, ended with the run."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from benchmarks.options import ROOT

WSGI = "django.core.wsgi:get_wsgi_application()"  # of whichever settings the environment names
PATIENCE = 60.0  # seconds until the first page
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")


@dataclass(frozen=True)
class Application:
    """What is served: a WSGI application, the environment it needs and the Python that has it.
    {port} in a value of the environment becomes its number."""

    name: str
    wsgi: str
    env: Mapping[str, str]
    python: str = sys.executable
    folder: Path = ROOT

    def env_on(self, port: int) -> dict[str, str]:
        return {name: value.replace("{port}", str(port)) for name, value in self.env.items()}


@dataclass(frozen=True)
class Server:
    """A server that listens. `pid` is the process whose family does all the work; `seconds` went by
    from its spawn to its first page."""

    name: str
    port: int
    pid: int
    seconds: float

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


class NoServer(RuntimeError):
    """A server did not come up, or a page did not answer; the message has its last words."""


@contextmanager
def serving(
    application: Application,
    *,
    workers: int = 2,
    keep_alive: bool = False,
    first: str = "/",
    command: Sequence[str] = (),
) -> Iterator[Server]:
    """The application on a free port, with `first` answered. Sync workers close each connection;
    `keep_alive` takes one thread in a worker that does not. `command` serves it instead of gunicorn.
    Raises NoServer."""
    port = _free_port()
    with tempfile.TemporaryFile("w+") as log:
        started = time.perf_counter()
        process = subprocess.Popen(
            command or _gunicorn(application, port, workers, keep_alive=keep_alive),
            env=environment(application.env_on(port)),
            cwd=application.folder,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(application.name, port, process, first, log)
            yield Server(application.name, port, process.pid, time.perf_counter() - started)
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _gunicorn(application: Application, port: int, workers: int, *, keep_alive: bool) -> list[str]:
    # A thread pool of one: like a sync worker, but it keeps its connections.
    kind = ["gthread", "--threads", "1", "--keep-alive", "600"] if keep_alive else ["sync"]
    return [
        application.python, "-m", "gunicorn", application.wsgi,
        "--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--log-level", "warning",
        "--no-control-socket", "--timeout", "300", "--worker-class", *kind,
    ]  # fmt: skip


def _wait_for(
    name: str, port: int, process: subprocess.Popen[bytes], first: str, log: IO[str]
) -> None:
    """Until the first page has come."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            status, _ = get(port, first)
        except OSError:
            time.sleep(0.005)
            continue
        if status == 200:
            return
        raise NoServer(f"{name} answered {first} with {status}: {_last_words(log)}")
    how = "is not up yet" if process.poll() is None else f"ended with {process.poll()}"
    raise NoServer(f"{name} {how}: {_last_words(log)}")


def get(port: int, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
    """Status and body of one page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    try:
        connection.request("GET", path, headers=dict(headers or {}))
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def environment(wanted: Mapping[str, str]) -> dict[str, str]:
    """Only what is named, so that no setting of the one who measures plays in."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {"PYTHONUNBUFFERED": "1"} | dict(wanted)


def _last_words(log: IO[str]) -> str:
    log.seek(0)
    return log.read()[-2000:]
