"""The commands of docs/operating.md, by the mark above them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.config.processes import ROOT, environment

PAGE = ROOT / "docs" / "operating.md"


def commands(mark: str) -> str:
    """The block of shell below `<!-- mark -->`. Fails where there is not exactly one."""
    found = re.findall(
        rf"^<!-- {re.escape(mark)} -->\n```sh\n(.*?)^```$",
        PAGE.read_text(),
        re.MULTILINE | re.DOTALL,
    )
    assert len(found) == 1, f"{len(found)} blocks are marked {mark}"
    return found[0]


def run(*marks: str, folder: Path = ROOT, **settings: str) -> subprocess.CompletedProcess:
    """Give the blocks to one shell, as an operator pastes them one after the other."""
    return subprocess.run(
        ["sh", "-c", "\n".join(commands(mark) for mark in marks)],
        cwd=folder,
        env=environment(**settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
