"""Where EXPECTED names what is there ("postgresql redis browser"), no test that needs it is skipped.

Loaded as a plugin. CI sets it, so that a service or a browser that went missing fails its run,
rather than leaving the tests of it out."""

from __future__ import annotations

import os

import pytest

NAMES = frozenset({"postgresql", "redis", "elasticsearch", "browser"})
EXPECTED = frozenset(os.environ.get("EXPECTED", "").split())


def pytest_configure(config):
    if unknown := sorted(EXPECTED - NAMES):
        raise pytest.UsageError(
            f"EXPECTED names {', '.join(unknown)}; it can name {', '.join(sorted(NAMES))}."
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    needed = sorted(name for name in EXPECTED if item.get_closest_marker(name))
    if report.skipped and needed and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.longrepr = f"{why}; EXPECTED says that {' and '.join(needed)} would be there."
    return report
