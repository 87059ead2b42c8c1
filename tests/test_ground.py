"""What holds of the tests themselves: nothing is left out unseen, and nothing of yours is emptied."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.apart import MOST_SIDE_BY_SIDE, ROOT, redis_of


@pytest.fixture
def tried(tmp_path):
    """Run pytest on a module with this code; returns how it ended and what it said."""

    def run(code: str, *options: str, **environment: str) -> tuple[int, str]:
        module = tmp_path / "test_tried.py"
        module.write_text(f"import pytest\n{code}")
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
        said = subprocess.run(
            [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-n0", *options, str(module)],
            cwd=ROOT,
            env={**inherited, "EXPECTED": "", **environment},
            capture_output=True,
            text=True,
        )
        return said.returncode, said.stdout + said.stderr

    return run


SKIPPED = """
@pytest.mark.redis
@pytest.mark.skipif(True, reason="REDIS_URL is not set")
def test_marked(): pass

@pytest.mark.redis
def test_that_finds_out(): pytest.skip("no redis-server")

@pytest.mark.browser
def test_another(): pytest.skip("no Chromium")
"""


def test_what_needs_something_that_is_expected_fails_where_it_is_skipped(tried):
    code, said = tried(SKIPPED)
    assert code == 0, said
    assert "3 skipped" in said
    code, said = tried(SKIPPED, EXPECTED="postgresql redis")
    assert code == 1, said
    assert "1 failed, 1 skipped, 1 error" in said
    for why in ("REDIS_URL is not set", "no redis-server"):
        assert f"{why}; EXPECTED says that redis would be there" in said


def test_an_expectation_that_means_nothing_is_refused(tried):
    code, said = tried(SKIPPED, EXPECTED="redis postgres")
    assert code == pytest.ExitCode.USAGE_ERROR
    assert "EXPECTED names postgres; it can name" in said


@pytest.mark.parametrize("asked", ["shelf, live_site", "live_server, stocked", "shelf, committed"])
def test_one_that_commits_cannot_ask_for_the_stocked_site(tried, asked):
    code, said = tried(
        f"""
@pytest.fixture
def committed(transactional_db): pass

def test_both({asked}): pass
""",
        "--collect-only",
        "-ptests.conftest",
    )
    assert code == pytest.ExitCode.INTERRUPTED, said
    assert "test_both: shelf and stocked are one site that many tests read" in said


@pytest.mark.parametrize(
    ("process", "address", "own"),
    [
        ("", "redis://:pw@r:6379/0", "redis://:pw@r:6379/15"),
        ("", "redis://r", "redis://r/15"),
        ("gw0", "rediss://r/0", "rediss://r/1"),
        ("gw11", "redis://r/0?db=7&protocol=3", "redis://r/12?protocol=3"),
    ],
)
def test_no_test_empties_the_redis_of_a_site(process, address, own):
    assert redis_of(process, address) == own


def test_who_runs_more_tests_at_once_than_redis_has_databases_is_told_so(tried):
    with pytest.raises(pytest.UsageError, match="at most 12 processes"):
        redis_of(f"gw{MOST_SIDE_BY_SIDE}", "redis://r/0")
    code, said = tried("def test(): pass", "-n13", REDIS_URL="redis://127.0.0.1:1/0")
    assert code == pytest.ExitCode.USAGE_ERROR
    assert "at most 12 processes can test side by side, not 13" in said
    with pytest.raises(pytest.UsageError, match="REDIS_URL begins with unix://"):
        redis_of("", "unix:///var/run/redis")


@pytest.mark.redis
@pytest.mark.skipif(not os.environ.get("REDIS_URL"), reason="REDIS_URL is not set")
def test_this_process_uses_a_database_that_is_no_sites(settings):
    assert int(settings.REDIS_URL.rpartition("/")[2]) in {*range(1, MOST_SIDE_BY_SIDE + 1), 15}
