"""Asks the Python advisory database whether a vulnerability of a locked package is known. Advisory: says
what it found, or that it could not ask, and never fails."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

LOCK = "requirements/check.txt"  # holds all that the others hold
COMMAND = [
    str(Path(".venv/bin/python")), "-m", "pip_audit", "--format", "json", "--progress-spinner", "off",
    "--disable-pip", "--require-hashes", "--requirement", LOCK, "--timeout", "10",
]  # fmt: skip
PATIENCE = 180  # seconds


def main() -> None:
    try:
        asked = subprocess.run(  # noqa: S603 - no word of it comes from outside
            COMMAND, capture_output=True, text=True, timeout=PATIENCE
        )
        said = words(json.loads(asked.stdout))
    except (OSError, subprocess.TimeoutExpired, json.JSONDecodeError):
        said = ["The advisory service could not be reached: nothing is known of the packages."]
    print("\n".join(said))  # noqa: T201 - for the log of CI


def words(report: dict[str, Any]) -> list[str]:
    """The report of pip-audit as lines for a log."""
    packages = report["dependencies"]
    unknown = [each for each in packages if "skip_reason" in each]
    if len(unknown) == len(packages):
        return ["The advisory service answered for no package: nothing is known of them."]
    said = [
        f"{each['name']} {each['version']}: {found['id']}, mended in "
        f"{', '.join(found['fix_versions']) or 'no version yet'}"
        for each in packages
        for found in each.get("vulns", [])
    ]
    asked = len(packages) - len(unknown)
    said.append(f"{len(said) or 'No'} known vulnerabilities in {asked} packages.")
    if unknown:
        said.append(f"Not answered for: {', '.join(each['name'] for each in unknown)}.")
    return said


if __name__ == "__main__":
    main()
