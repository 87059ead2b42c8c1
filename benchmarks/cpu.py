"""What processes cost: processor time and memory, read from /proc."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
IDLE, LONGEST = 0.1, 30.0  # seconds


def seconds(root: int) -> float:
    """Processor seconds of a process, of all below it, and of those below it that have ended: a
    PostgreSQL backend that has gone counts for its postmaster."""
    stats = _stats()
    ticks = 0
    for pid in _family(root, stats):
        ticks += sum(map(int, stats[pid][11:15]))  # utime, stime, and both of ended children
    return ticks / TICKS


def settle(root: int) -> None:
    """Wait until a process and all below it have nothing left to do, half a minute at most."""
    until = time.monotonic() + LONGEST
    before, now = -1.0, seconds(root)
    while now != before and time.monotonic() < until:
        time.sleep(IDLE)
        before, now = now, seconds(root)


def anonymous(root: int) -> float:
    """Memory in MiB of a process and all below it that no file backs; what they share counts once."""
    total = 0
    for pid in _family(root, _stats()):
        try:
            lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss_Anon:"))
    return total / 1024


def peak(pid: int) -> float:
    """The most memory that one process has held so far, in MiB."""
    for line in (PROC / str(pid) / "status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def parent(pid: int) -> int:
    """The process that started one; 0 where it is not on this machine."""
    stats = _stats()
    return int(stats[pid][1]) if pid in stats else 0


def _family(root: int, stats: dict[int, list[str]]) -> list[int]:
    below = defaultdict(list)
    for pid, fields in stats.items():
        below[int(fields[1])].append(pid)
    found, asked = [], [root] if root in stats else []
    while asked:
        pid = asked.pop()
        found.append(pid)
        asked += below[pid]
    return found


def _stats() -> dict[int, list[str]]:
    """The fields of each process's stat from its state on; its name may hold blanks."""
    found = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                text = (entry / "stat").read_text()
            except OSError:
                continue  # it has ended meanwhile
            found[int(entry.name)] = text.rpartition(")")[2].split()
    return found
