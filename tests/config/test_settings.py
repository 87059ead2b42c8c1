"""Settings are strict unless DEMO says that this is a machine of one's own."""

from __future__ import annotations

import json
import socket

import pytest

from marketplace.config import checks
from marketplace.core import registry
from tests.config.processes import ROOT, environment, manage, python, variables_of_the_site

KEY = "k9" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2
REAL = {
    "DEMO": "0",
    "SITE_URL": "https://proven.example.gov.uk",
    "SECRET_KEY": KEY,
    "TRUSTED_PROXIES": "1",
}

NOWHERE = "postgres://u:p@db.example/proven"
NOTHING = {"DEMO": "0", "SITE_URL": "", "SECRET_KEY": ""}


def test_the_readme_tells_of_every_variable():
    variables = variables_of_the_site()
    assert {"DEMO", "DATABASE_URL", "EMAIL_URL", "FROM_EMAIL"} <= variables, "they are found"
    told = (ROOT / "README.md").read_text()
    assert {name for name in variables if f"`{name}`" not in told} == set()


def test_a_process_that_is_tried_out_knows_nothing_of_the_machines_own_site(monkeypatch):
    for name in variables_of_the_site():
        monkeypatch.setenv(name, "of the machine")
    told = environment(DEMO="1")
    assert {name for name, value in told.items() if value == "of the machine"} == set()
    assert told["DEMO"] == "1"


@pytest.fixture
def settings_of(tmp_path):
    """Read settings as a process with that environment sees them."""

    def read(*names: str, **environment: str):
        code = (
            "import json; from django.conf import settings as s; "
            f"print(json.dumps([getattr(s, name) for name in {names!r}], default=str))"
        )
        said = manage("shell", "--no-imports", "-c", code, VAR_DIR=str(tmp_path), **environment)
        assert said.returncode == 0, said.stderr
        return json.loads(said.stdout)

    return read


def test_a_real_site_passes_every_check_of_a_deployment(tmp_path):
    said = manage(
        "check", "--deploy", "--fail-level", "WARNING", VAR_DIR=str(tmp_path), **REAL
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    assert "no issues" in said.stdout


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SITE_URL": ""}, "SITE_URL is not set"),
        ({"SITE_URL": "proven.example.gov.uk"}, "SITE_URL is not set, or is not the address"),
        ({"SITE_URL": "https://"}, "SITE_URL is not set, or is not the address"),
        ({"SITE_URL": "https://example.gov.uk/proven"}, "SITE_URL is not set, or is not the"),
        ({"SECRET_KEY": "unset"}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is not set, or shorter"),
    ],
)
def test_what_a_real_site_lacks_is_named(settings, changes, words):
    facts = {"SITE_URL": REAL["SITE_URL"], "SECRET_KEY": KEY, "DEMO": False, **changes}
    for name, value in facts.items():
        setattr(settings, name, value)
    (error,) = checks.production_settings()
    assert words in error.msg
    assert error.hint
    settings.DEMO = True
    assert not checks.production_settings()


def test_serving_a_real_site_without_its_settings_says_so_in_words(tmp_path):
    said = manage("serve", VAR_DIR=str(tmp_path), **NOTHING)
    assert said.returncode != 0
    assert "SITE_URL is not set" in said.stderr
    assert "SECRET_KEY is not set" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize(
    "door",
    [
        ["-c", "from marketplace.config.wsgi import application"],
        ["-m", "celery", "-A", "marketplace.config", "worker", "--pool", "solo"],
        ["-m", "celery", "-A", "marketplace.config", "beat"],
    ],
    ids=["a web server of one's own", "a worker", "beat"],
)
def test_no_door_opens_on_a_site_without_its_settings(tmp_path, door):
    """System checks run for the commands of manage.py only."""
    said = python(*door, VAR_DIR=str(tmp_path), **NOTHING)
    assert said.returncode != 0
    assert "SITE_URL is not set" in said.stderr
    assert "SECRET_KEY is not set" in said.stderr


def test_a_web_server_of_ones_own_serves_a_site_that_has_its_settings(tmp_path):
    opened = "from marketplace.config.wsgi import application; print(callable(application))"
    said = python("-c", opened, VAR_DIR=str(tmp_path), **REAL)
    assert said.stdout.strip() == "True", said.stderr


def test_who_serves_https_without_trusting_its_proxy_is_warned(tmp_path):
    """Or all readers share one address, and one of them locks everybody out of signing in."""
    unset = {**REAL, "TRUSTED_PROXIES": "0"}
    said = manage(
        "check", "--deploy", "--fail-level", "WARNING", VAR_DIR=str(tmp_path), **unset
    )  # fmt: skip
    assert said.returncode != 0
    assert "TRUSTED_PROXIES" in said.stderr


def test_beat_keeps_its_notes_with_all_else_that_the_site_writes(settings_of, tmp_path):
    assert settings_of("CELERY_BEAT_SCHEDULE_FILENAME", DEMO="1") == [
        str(tmp_path / "celerybeat-schedule")
    ]


def test_the_environment_goes_before_the_file_and_the_sites_address_decides_what_is_secure(
    settings_of,
):
    names = (
        "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "WAGTAILADMIN_BASE_URL", "DEBUG", "DATABASES",
    )  # fmt: skip
    address = "postgres://u:p@db.example/proven?sslmode=require&connect_timeout=9"
    hosts, origins, session, csrf, redirect, hsts, base, debug, databases = settings_of(
        *names, **REAL, DATABASE_URL=address
    )
    assert hosts == ["proven.example.gov.uk"]
    assert origins == [base] == ["https://proven.example.gov.uk"]
    assert session is csrf is redirect is True
    assert hsts == 31_536_000
    assert debug is False
    options = databases["default"]["OPTIONS"]
    asked_for = (options["sslmode"], options["connect_timeout"])
    assert asked_for == ("require", 9), "what the database's address asks for is kept"


def test_no_thread_of_a_web_process_ever_waits_for_the_connection_of_another(settings_of):
    threads, databases = settings_of("WEB_THREADS", "DATABASES", DATABASE_URL=NOWHERE, **REAL)
    examining = {health.name for health in registry.healths} - {"cache", "broker"}
    runner = 1
    assert databases["default"]["OPTIONS"]["pool"]["max_size"] == threads + runner + len(examining)


ASK = """
import time
from django.db import OperationalError, connection
started = time.monotonic()
try:
    connection.ensure_connection()
except OperationalError:
    print(time.monotonic() - started)
"""


def test_a_database_that_takes_calls_and_never_answers_is_given_up_in_seconds(tmp_path):
    """Or every thread hangs with it, and the site with them."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"postgres://u:p@127.0.0.1:{silent.getsockname()[1]}/proven"
        said = manage(
            "shell", "--no-imports", "-c", ASK, DATABASE_URL=address, VAR_DIR=str(tmp_path), **REAL
        )
    assert float(said.stdout) < 10, said.stderr


def test_a_demonstration_is_for_this_machine_alone(settings_of):
    hosts, site, debug = settings_of(
        "ALLOWED_HOSTS", "SITE_URL", "DEBUG", DEMO="1", PORT="8123", SECRET_KEY=KEY
    )
    assert hosts == ["localhost", "127.0.0.1", "[::1]"]
    assert site == "http://localhost:8123"
    assert debug is False


def test_a_folder_with_odd_letters_holds_the_database(tmp_path):
    odd = tmp_path / "my things #1 + 50%"
    said = manage("migrate", "core", "0001", "--verbosity", "0", DEMO="1", VAR_DIR=str(odd))
    assert said.returncode == 0, said.stderr
    assert (odd / "proven.sqlite3").exists()


def test_mail_goes_through_the_outbox_whatever_stands_behind_it(settings_of):
    names = ("EMAIL_BACKEND", "MAIL_TRANSPORT", "EMAIL_HOST")
    outbox, transport, host = settings_of(
        *names, EMAIL_URL="smtp+tls://user:pw@mail.example:587", **REAL
    )
    assert outbox == "marketplace.notifications.mail.OutboxBackend"
    assert (transport, host) == ("django.core.mail.backends.smtp.EmailBackend", "mail.example")
    outbox, transport, _ = settings_of(*names, **REAL)
    assert outbox == "marketplace.notifications.mail.OutboxBackend"
    assert transport == "django.core.mail.backends.filebased.EmailBackend"
