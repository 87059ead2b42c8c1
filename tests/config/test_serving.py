"""manage.py serve: one process to start, one to end, nothing asked and nothing left behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import urllib.parse
import urllib.request

import pytest

from marketplace.config import demo
from tests.config.processes import Served, free_port, manage

KEY = "k9" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A folder with the database of a demonstration, and what its first start said."""
    var = tmp_path_factory.mktemp("var")
    served = Served(var, "--prepare")
    served.wait_until_ready()
    home = _get(served.port, "/")
    style = _get(served.port, "/static/css/base.css")
    assert served.end() == 0
    return var, served, home, style


def _get(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=30) as answer:
        return answer.read().decode()


def _everything_in(var) -> list[str]:
    """But for when due work was last done, which is again."""
    with sqlite3.connect(var / "proven.sqlite3") as database:
        return [line for line in database.iterdump() if "core_duerun" not in line]


def test_the_first_start_prepares_everything_and_says_where_it_is(prepared):
    _, served, home, style = prepared
    said = served.said()
    for step in ("database", "pages", "people", "example solutions"):
        assert f"  {step} ... " in said
    assert "\nProven is at http://localhost:" in said
    assert home.count("<h1") == 1
    assert "{" in style
    assert "Traceback" not in said


def test_a_page_of_text_pasted_into_search_is_answered(prepared):
    pasted = urllib.parse.quote("😀" * 5_000 + " bulky waste" * 500)
    with Served(prepared[0]) as served:
        assert "bulky waste" in _get(served.port, f"/search/?q={pasted}")


def test_it_prints_a_log_in_for_each_part_that_one_can_play(prepared):
    said = prepared[1].said()
    for log_in in demo.LOG_INS:
        line = next(line for line in said.splitlines() if log_in.email in line)
        assert log_in.part in line
        assert demo.PASSWORD in line


def test_a_real_site_is_prepared_with_its_static_files_and_without_the_examples(tmp_path):
    port = free_port()
    real = {"DEMO": "0", "SITE_URL": f"http://localhost:{port}", "SECRET_KEY": KEY}
    with Served(tmp_path, "--prepare", port=port, settings=real) as served:
        home = _get(port, "/")
        style = re.search(r'href="(/static/css/[^"]+\.[0-9a-f]{12}\.css)"', home)
        assert style, "static files are called by the print of what is in them"
        assert "{" in _get(port, style[1])
        assert served.end() == 0
    assert "  static files ... " in served.said()
    assert "example" not in served.said()
    assert demo.PASSWORD not in served.said()


def test_a_second_start_changes_nothing(prepared):
    var, first, *_ = prepared
    before = _everything_in(var)
    # Another port would be another address of the site.
    served = Served(var, "--prepare", port=first.port)
    served.wait_until_ready()
    _get(served.port, "/")
    served.end()
    assert _everything_in(var) == before


@pytest.mark.parametrize(
    ("how", "everyone"),
    [
        (signal.SIGTERM, False),
        (signal.SIGINT, False),
        (signal.SIGINT, True),  # Ctrl-C
        (signal.SIGHUP, True),  # the terminal is closed
    ],
)
def test_ending_the_process_ends_everything(prepared, how, everyone):
    var, *_ = prepared
    served = Served(var)
    served.wait_until_ready()
    _get(served.port, "/")
    served.end(how, everyone=everyone)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", served.port)) != 0


def test_it_needs_no_terminal_and_no_input(prepared):
    var, *_ = prepared
    served = Served(var, stdin=None, preexec_fn=lambda: os.close(0))
    served.wait_until_ready()
    assert "<h1" in _get(served.port, "/")
    assert served.end() == 0


def test_a_taken_port_is_said_in_one_line_before_anything_is_touched(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = manage("serve", "--prepare", DEMO="1", VAR_DIR=str(tmp_path), PORT=str(port))
    assert said.returncode != 0
    assert said.stderr.strip() == f"Port {port} is taken: set another, like PORT=8001 make run"
    assert not said.stdout
    assert not (tmp_path / "proven.sqlite3").exists()


@pytest.mark.parametrize("port", ["99999", "-1", "abc"])
def test_a_port_that_does_not_exist_is_said_in_one_line(tmp_path, port):
    said = manage("serve", DEMO="1", VAR_DIR=str(tmp_path), PORT=port)
    assert said.returncode != 0
    assert said.stderr.strip() == (
        f"Port {port} cannot be used: set another, like PORT=8001 make run"
    )
