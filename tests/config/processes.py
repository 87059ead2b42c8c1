"""manage.py, and Python, in a process of its own, with settings of its own."""

from __future__ import annotations

import contextlib
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def variables_of_the_site() -> frozenset[str]:
    """Every environment variable that the settings read, by their own text."""
    config = ROOT / "marketplace" / "config"
    text = "".join((config / name).read_text() for name in ("settings.py", "signing_in.py"))
    return frozenset(re.findall(r"\benv\.\w+\(\s*\"([A-Z_]+)\"", text))


# What the machine that runs the tests says must not leak into a process that is tried out; nor what
# the browser tests say for themselves.
OURS = variables_of_the_site() | {"DJANGO_ALLOW_ASYNC_UNSAFE"}


def environment(**changes: str) -> dict[str, str]:
    return {**{k: v for k, v in os.environ.items() if k not in OURS}, **changes}


def manage(*arguments: str, **changes: str) -> subprocess.CompletedProcess:
    """Run a command of manage.py to its end."""
    return python("manage.py", *arguments, **changes)


def python(*arguments: str, **changes: str) -> subprocess.CompletedProcess:
    """Run Python to its end."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(**changes),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )


def free_port() -> int:
    """A port that nobody holds, below those that the system lends to whoever connects: one of those
    could be lent to somebody else before a server has it, or while the server is away."""
    while True:
        port = random.randrange(20_000, 32_000)  # noqa: S311 - a port, not a secret
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Served:
    """`manage.py serve` in a process group of its own, as a terminal would start it."""

    def __init__(
        self,
        var: Path,
        *arguments: str,
        port: int | None = None,
        settings: dict[str, str] | None = None,
        **how: Any,
    ) -> None:
        self.port = port or free_port()
        told = {"DEMO": "1", "VAR_DIR": str(var), "PORT": str(self.port), **(settings or {})}
        self.log = var / f"serve-{time.monotonic_ns()}.log"
        self._output = self.log.open("w")
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", *arguments],
            cwd=ROOT,
            env=environment(**told),
            stdout=self._output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **({"stdin": subprocess.DEVNULL} | how),
        )

    def __enter__(self) -> Served:
        self.wait_until_ready()
        return self

    def __exit__(self, *failure: object) -> None:
        self._kill_what_is_left()
        self._output.close()

    def said(self) -> str:
        return self.log.read_text()

    def wait_until_ready(self) -> None:
        until = time.monotonic() + 120
        while "To end it" not in self.said():
            assert self._process.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(0.1)

    def end(self, how: signal.Signals = signal.SIGTERM, *, everyone: bool = False) -> int:
        """Send a signal, to the process or to all of its group as Ctrl-C does; returns the exit
        code. Fails where the end takes long or leaves a process behind."""
        if everyone:
            os.killpg(self._process.pid, how)
        else:
            self._process.send_signal(how)
        try:
            code = self._process.wait(timeout=15)
        finally:
            left = self._kill_what_is_left()
            self._output.close()
        assert not left, "something of it still runs"
        return code

    def _kill_what_is_left(self) -> bool:
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        self._process.wait()
        return True
