"""/health/ and /health/ready/: a word for everybody, what was found for staff, in time for both."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request

import pytest
from django.test import Client

from marketplace.core import health_checks, registry
from marketplace.core.health import Finding, State
from marketplace.core.registry import Health, Registry
from tests.config.processes import Served, free_port
from tests.core.conftest import run_apart, silent_server, start_apart
from tests.factories.accounts import UserFactory

__all__ = ["run_apart", "silent_server", "start_apart"]

KEY = "k9" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2
NAMES = ["database", "migrations", "cache", "broker", "due work", "mail", "search", "search server"]


@pytest.fixture
def found(monkeypatch):
    """Let the look find this."""

    def only(**findings: Finding) -> None:
        held: Registry[Health] = Registry("healths", key=lambda health: health.name)
        for name, finding in {"database": Finding(State.OK, "Answers."), **findings}.items():
            held.register(Health(name, lambda finding=finding: finding))
        monkeypatch.setattr(registry, "healths", held)

    return only


@pytest.fixture(autouse=True)
def just_begun(monkeypatch):
    """A process in which nothing has had the time to become overdue."""
    monkeypatch.setattr(health_checks, "_started", time.monotonic())


def signed_in(groups=None, **facts) -> Client:
    client = Client()
    client.force_login(UserFactory(groups=groups, **facts))
    return client


def test_a_process_that_answers_is_alive_whatever_else_is_not(client):
    """No test may use the database that does not say so."""
    response = client.get("/health/")
    assert response.status_code == 200
    assert response.json() == {"status": "alive"}
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/health/", "/health/ready/"])
def test_nobody_keeps_finds_or_changes_an_answer(client, address):
    response = client.get(address)
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert client.post(address).status_code == 405
    assert address not in client.get("/sitemap.xml").content.decode()
    assert client.get(address, headers={"host": "elsewhere.example"}).status_code == 400


@pytest.mark.django_db
def test_everybody_gets_a_word_and_nothing_else(client):
    for who in (client, signed_in()):
        for accept in ("*/*", "text/html"):
            response = who.get("/health/ready/", headers={"accept": accept})
            assert response.status_code == 200
            assert response.json() == {"status": "ready"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "who", [{"groups": ["Editors"]}, {"groups": ["Moderators"]}, {"is_superuser": True}]
)
def test_staff_get_what_each_check_found_as_a_page_or_as_json(who):
    client = signed_in(**who)
    told = client.get("/health/ready/").json()
    assert told["status"] == "ready"
    assert [each["name"] for each in told["checks"]] == NAMES
    assert all(each["words"] and each["ms"] >= 0 for each in told["checks"])

    response = client.get("/health/ready/", headers={"accept": "text/html,*/*;q=0.8"})
    page = response.content.decode()
    assert response["X-Robots-Tag"] == "noindex"
    assert {"Accept", "Cookie"} <= set(response["Vary"].split(", "))
    assert page.count("<h1") == 1
    assert page.count('scope="row"') == len(NAMES)
    assert page.count('scope="col"') == 3
    assert "/health/ready/" in client.get("/you/").content.decode()


@pytest.mark.django_db
def test_the_way_there_is_shown_to_staff_alone():
    assert "/health/" not in signed_in().get("/you/").content.decode()


@pytest.mark.django_db
def test_what_is_degraded_turns_nobody_away_and_what_fails_does(client, found):
    found(cache=Finding(State.DEGRADED, "Away."))
    response = client.get("/health/ready/")
    assert (response.status_code, response.json()) == (200, {"status": "degraded"})
    staff = signed_in(["Moderators"])
    page = staff.get("/health/ready/", headers={"accept": "text/html"}).content.decode()
    assert "<b>Degraded</b>" in page
    assert "The site is ready, but degraded" in page

    found(migrations=Finding(State.FAILING, "Some are not applied.", 2, "missing"))
    response = client.get("/health/ready/")
    assert response.status_code == 503
    assert response.json() == {"status": "not ready"}
    response = staff.get("/health/ready/", headers={"accept": "text/html"})
    assert response.status_code == 503
    assert "The site is not ready" in response.content.decode()
    assert "2 missing" in response.content.decode()


@pytest.mark.django_db
def test_how_the_site_is_doing_is_logged_when_it_changes_and_not_at_each_look(
    client, found, caplog
):
    caplog.set_level("INFO", "marketplace.config.health")
    away = Finding(State.DEGRADED, "Away.")
    fails = Finding(State.FAILING, "Gone.")
    for findings in ({}, {"cache": away}, {"cache": away, "search": away}, {"search": fails}, {}):
        found(**findings)
        for _ in range(3):
            client.get("/health/ready/")
    told = [
        (each.levelname, each.message, *(each.__dict__.get(of) for of in ("degraded", "failing")))
        for each in caplog.records
    ]
    assert told == [
        ("WARNING", "Degraded", ["cache"], None),
        ("WARNING", "Degraded", ["cache", "search"], None),
        ("ERROR", "Not ready", None, ["search"]),
        ("INFO", "Ready again", None, None),
    ]


def test_a_check_inside_the_machine_is_not_led_to_https(settings):
    settings.SECURE_SSL_REDIRECT = True
    client = Client()
    assert client.get("/health/").status_code == 200
    assert client.get("/robots.txt").status_code == 301


ASK_AS_SOMEBODY = """
import json
from django.test import Client
client = Client(headers={"host": "localhost", "accept": "text/html"})
client.cookies["sessionid"] = "abcdefghijklmnopqrstuvwxyz012345"
answer = client.get("/health/ready/")
print(json.dumps([answer.status_code, answer.json()]))
"""


@pytest.mark.parametrize("hangs", [True, False])
def test_a_database_that_is_away_or_hangs_is_not_waited_for(run_apart, silent_server, hangs):
    port = silent_server.getsockname()[1]
    if not hangs:
        silent_server.close()
    said = run_apart(
        ASK_AS_SOMEBODY, DEMO="1", DATABASE_URL=f"postgres://someone:secret@127.0.0.1:{port}/site"
    )
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout) == [503, {"status": "not ready"}]
    assert "secret" not in said.stderr


def test_a_real_site_that_nobody_prepared_is_alive_and_not_ready(tmp_path):
    port = free_port()
    real = {"DEMO": "0", "SITE_URL": "https://proven.example", "SECRET_KEY": KEY}

    def ask(path: str) -> tuple[int, dict]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}{path}", headers={"Host": "proven.example"}
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    with Served(tmp_path, port=port, settings=real) as served:
        assert ask("/health/") == (200, {"status": "alive"})
        for _ in range(2):
            assert ask("/health/ready/") == (503, {"status": "not ready"})
        assert served.end() == 0
    records = [json.loads(line) for line in served.said().splitlines() if line.startswith("{")]
    told = [each for each in records if each["event"] == "Not ready"]
    assert [each["failing"] for each in told] == [["migrations"]]
    assert told[0]["request_id"]
    # The runner went on though it could neither do its work nor note that.
    failed = [each for each in records if each["event"].startswith("Due work failed")]
    assert {"work", "run_id", "exception"} <= set(failed[0])
    assert "/health/" not in {each.get("path") for each in records}
