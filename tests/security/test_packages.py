"""CI says what is known of the locked packages, and that it could not ask rather than that all is well."""

from __future__ import annotations

import runpy

from tests.config.processes import ROOT

words = runpy.run_path(str(ROOT / ".ci" / "audit.py"))["words"]

WELL = {"name": "celery", "version": "5.7.0", "vulns": []}
KNOWN = {"name": "pillow", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
UNFIXED = {"name": "redis", "version": "8.1.0", "vulns": [{"id": "PYSEC-2", "fix_versions": []}]}
SKIPPED = {"name": "ours", "version": "1", "skip_reason": "Dependency not found on PyPI"}


def test_what_is_known_is_told_with_what_mends_it():
    assert words({"dependencies": [WELL, KNOWN, UNFIXED, SKIPPED]}) == [
        "pillow 1.0: PYSEC-1, mended in 1.1",
        "redis 8.1.0: PYSEC-2, mended in no version yet",
        "2 known vulnerabilities in 3 packages.",
        "Not answered for: ours.",
    ]


def test_nothing_known_is_told_with_of_how_many():
    assert words({"dependencies": [WELL]}) == ["No known vulnerabilities in 1 packages."]


def test_a_service_that_answers_for_nothing_gives_no_comfort():
    (said,) = words({"dependencies": [SKIPPED]})
    assert said.endswith("nothing is known of them.")


def test_ci_asks_and_never_fails_by_it():
    run = (ROOT / ".ci" / "run").read_text()
    assert ".venv/bin/python .ci/audit.py || true" in run
    assert "pip-audit" in (ROOT / "pyproject.toml").read_text()
    assert "\npip-audit==" in (ROOT / "requirements" / "check.txt").read_text()
