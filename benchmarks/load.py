"""Load: wrk asks for one address from several connections at once."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("wrk.lua")
CONNECTIONS = 8
PATIENCE = "60s"  # of one request, or wrk would count what is slow as failed
LONGEST = 30.0  # seconds, for what answers nothing in less
MISSING = "wrk is not installed: apt install wrk"


class NoLoad(RuntimeError):
    """wrk is missing, or the address did not answer; the message says which."""


@dataclass(frozen=True)
class Load:
    """What wrk counted: requests, over how many seconds, the milliseconds within which half and 99 in
    a hundred were answered, and the bytes that came for each."""

    requests: int
    seconds: float
    p50: float
    p99: float
    bytes: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def insist() -> None:
    """Raises NoLoad where there is no wrk."""
    if not shutil.which("wrk"):
        raise NoLoad(MISSING)


def wrk(url: str, *, seconds: float, connections: int = CONNECTIONS, header: str = "") -> Load:
    """Raises NoLoad where anything but success was answered: it would be quick, and mean nothing."""
    insist()
    told_for = f"-d{max(round(seconds), 1)}s"
    command = ["wrk", "-t1", f"-c{connections}", told_for, "-s", str(SCRIPT), "--timeout", PATIENCE]
    command += ["-H", header] if header else []
    done = subprocess.run([*command, url], capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        raise NoLoad(f"wrk failed at {url}: {done.stderr.strip() or done.stdout.strip()}")
    told = json.loads(lines[-1])
    if not told["requests"] and not told["failed"] and seconds < LONGEST:
        return wrk(url, seconds=LONGEST, connections=connections, header=header)
    if told["failed"] or not told["requests"]:
        raise NoLoad(f"{told['failed']} of {told['requests']} requests failed at {url}")
    return Load(
        told["requests"],
        told["microseconds"] / 1e6,
        told["p50"] / 1000,
        told["p99"] / 1000,
        told["bytes"] / told["requests"],
    )
