"""The provider that tests sign in with: npm's oidc-provider, kept in a folder outside the tree and
started for one test. Where there is no node or npm, or no registry answers, tests say so."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

VERSION = "9.13.3"
CLIENT = {"OIDC_CLIENT_ID": "proven", "OIDC_SECRET": "a-secret-of-the-test"}
SCRIPT = Path(__file__).with_name("oidc_provider.mjs")
SECONDS_TO_FETCH = 120


def installed() -> Path:
    """The folder that has the package, fetched once."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("no node and npm, which the OpenID Connect provider runs on")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "proven" / f"oidc-provider-{VERSION}"
    if not (folder / "node_modules" / "oidc-provider").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        asked = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(
            [*asked, f"oidc-provider@{VERSION}"],
            cwd=folder, capture_output=True, timeout=SECONDS_TO_FETCH, check=False,
        )  # fmt: skip
        if done.returncode:
            pytest.skip("npm could not fetch oidc-provider")
    return folder


@contextlib.contextmanager
def provider(callback: str, people: dict[str, dict[str, object]]):
    """One that runs; yields its address."""
    folder = installed()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        ["node", str(SCRIPT), str(port), callback, json.dumps(people)],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        said = process.stdout.readline()
        assert said.strip() == "ready", "the provider did not start"
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()
