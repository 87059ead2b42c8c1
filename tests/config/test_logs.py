"""Logs: one form for every record, each tied to its request, and nobody's words or address in it."""

from __future__ import annotations

import io
import json
import logging
import logging.config

import pytest
from django.conf import settings as site
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import path
from gunicorn.config import Config

from marketplace.config import logs, serving
from marketplace.config import urls as addresses
from marketplace.core import registry, runner, tracing
from marketplace.core.registry import DueWork, Registry
from tests.factories.accounts import UserFactory


class Log:
    """What was logged, as it would stand in the log."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def records(self, event: str = "") -> list[dict]:
        records = [json.loads(line) for line in self.text.splitlines()]
        return [each for each in records if event in each["event"]]

    def answered(self) -> list[dict]:
        return self.records("Answered")


@pytest.fixture
def log_as():
    """Log as settings would have it; back to what it was when the test ends."""

    def start(*, demo: bool = False, form: str = "", level: str = "") -> Log:
        log = Log()
        wanted = logs.logging_for(demo=demo, form=form, level=level)
        wanted["handlers"]["stderr"]["stream"] = log.stream
        logging.config.dictConfig(wanted)
        return log

    root = logging.getLogger()
    handlers = list(root.handlers)  # pytest's own among them
    yield start
    logging.config.dictConfig(site.LOGGING)
    root.handlers[:] = handlers


@pytest.fixture
def log(log_as):
    """As on a real site."""
    return log_as()


def _break(request):
    request.user.is_authenticated  # noqa: B018 - reads who it is
    logging.getLogger("cms.somewhere").warning("On the way")
    raise RuntimeError("No such person: jo.bloggs@council.example")


@pytest.fixture
def broken(settings):
    class Broken:
        handler500 = addresses.handler500
        urlpatterns = [path("broken/", _break), *addresses.urlpatterns]

    settings.ROOT_URLCONF = Broken
    return Client(raise_request_exception=False)


# Requests -----------------------------------------------------------------------------------------


def test_each_request_has_one_line_without_what_was_asked(client, log):
    response = client.get("/robots.txt?q=my+neighbour", headers={"Referer": "/search/?q=my+debts"})
    (line,) = log.answered()
    assert line["request_id"] == response["X-Request-ID"]
    assert line.items() >= {"method": "GET", "path": "/robots.txt", "status": 200}.items()
    assert line["level"] == "info"
    assert line["logger"] == "marketplace.access"
    assert line["ms"] >= 0
    assert line["timestamp"].endswith("Z")
    assert "neighbour" not in log.text
    assert "debts" not in log.text


@pytest.mark.django_db
def test_the_reference_on_the_error_page_is_found_in_every_record_of_its_request(broken, log):
    person = UserFactory(name="Olive Tran")
    broken.force_login(person)
    page = broken.get("/broken/?q=my+neighbour").content.decode()
    records = log.records()
    assert [each["event"] for each in records] == [
        "On the way",
        "Internal Server Error: /broken/",
        "Answered",
    ]
    (reference,) = {each["request_id"] for each in records}
    assert reference in page
    assert {each["person_id"] for each in records} == {person.pk}
    assert "RuntimeError" in records[1]["exception"]
    for secret in ("jo.bloggs", person.email, "Olive", "neighbour"):
        assert secret not in log.text


def test_what_belongs_to_a_request_ends_with_it(client, log):
    client.get("/robots.txt")
    logging.getLogger("cms").warning("Later")
    assert "request_id" not in log.records("Later")[0]


@pytest.mark.django_db
def test_a_record_asks_nobody_who_is_signed_in(log, django_assert_num_queries):
    client = Client()
    client.force_login(UserFactory())
    with django_assert_num_queries(0):
        client.get("/robots.txt")
    assert "person_id" not in log.answered()[0]


def test_machines_that_ask_every_few_seconds_fill_no_log(client, log):
    client.get("/health/")
    assert not log.text


def test_a_scanner_that_makes_up_hosts_gets_one_warning_and_no_trace(client, log):
    response = client.get("/robots.txt?q=1", headers={"host": "made-up.example" + "x" * 5_000})
    assert response.status_code == 400
    told, answered = log.records()
    assert told["event"].startswith("Invalid HTTP_HOST header: 'made-up.example")
    assert len(told["event"]) == logs.LONGEST_HOST
    assert (told["level"], told["request_id"]) == ("warning", response["X-Request-ID"])
    assert "exception" not in told
    assert (answered["event"], answered["status"]) == ("Answered", 400)


def test_a_wrong_host_is_no_error_where_only_errors_are_logged(client, log_as):
    log = log_as(level="ERROR")
    assert client.get("/robots.txt", headers={"host": "made-up.example"}).status_code == 400
    assert not log.text


@pytest.mark.django_db
def test_a_link_that_is_a_key_opens_nothing_for_whoever_reads_the_log(client, log):
    key = "cabc12-0123456789abcdef0123456789abcdef"
    client.get(f"/accounts/password/reset/key/1-{key}/")
    assert log.answered()[0]["path"] == "/accounts/password/reset/key/[withheld]/"
    assert key not in log.text


@pytest.mark.django_db
def test_what_a_form_was_sent_from_is_told_without_what_was_asked_there(log):
    careful = Client(enforce_csrf_checks=True)
    careful.post("/sign-in/", secure=True, headers={"referer": "https://x.example/a?q=my+debts"})
    assert "Referer checking failed - https://x.example/a?[withheld]" in log.text
    assert "debts" not in log.text


@pytest.mark.django_db
def test_an_address_with_a_line_break_makes_no_line_of_its_own(client, log_as):
    log = log_as(form="line")
    client.get("/media/a%0aADMIN%20signed%20in")
    assert "ADMIN" in log.text
    assert not [line for line in log.text.splitlines() if line.startswith("ADMIN")]


# Due work -----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_what_due_work_logs_carries_its_name_and_the_id_of_the_run(log, monkeypatch):
    due: Registry[DueWork] = Registry("due work", key=lambda work: work.name)
    due.register(
        DueWork("sweep", lambda: logging.getLogger("search").warning("Sweeping"), None)  # type: ignore[arg-type]
    )
    monkeypatch.setattr(registry, "due_work", due)
    for _ in range(2):
        runner.run_due("sweep")
    records = log.records()
    assert [each["event"] for each in records] == ["Sweeping", "Due work done: sweep"] * 2
    assert {each["work"] for each in records} == {"sweep"}
    runs = [each["run_id"] for each in records]
    assert runs[0] == runs[1] != runs[2] == runs[3]


# Everybody in one form ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["django.request", "wagtail", "celery.worker", "anybody.else"])
def test_what_libraries_warn_of_comes_in_the_same_form_and_their_small_talk_not(log, name):
    library = logging.getLogger(name)
    library.info("Small talk")
    library.warning("Mind the gap", extra={"request": "GET /search/?q=secret"})
    (record,) = log.records()
    assert record["logger"] == name
    assert record["event"] == "Mind the gap"
    assert "secret" not in log.text


def test_the_web_servers_own_records_come_in_the_same_form(log):
    server = serving.SiteLogger(Config())
    server.error("Worker (pid:%s) was sent SIGKILL!", 7)
    server.info("Small talk")
    first = log.records()[0]
    assert first["logger"] == "gunicorn.error"
    assert first["event"] == "Worker (pid:7) was sent SIGKILL!"


def test_addresses_of_people_and_passwords_of_servers_are_withheld(log):
    logging.getLogger("cms").error("Cannot reach redis://:pa55@cache.example:6379/0")
    logging.getLogger("cms").error("Key (email)=(jo.bloggs+x@council.gov.uk) already exists.")
    first, second = (each["event"] for each in log.records())
    assert first == "Cannot reach redis://[withheld]@cache.example:6379/0"
    assert second == "Key (email)=([withheld]) already exists."


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("Cannot connect to redis://:p/a@s?s@cache:6379/0.", "Cannot connect to redis://[withheld]@cache:6379/0."),
        ("['postgres://u:pa55@a/x', 'smtp://u%40v:pa55@b']", "['postgres://[withheld]@a/x', 'smtp://[withheld]@b']"),
        ("Error handling request /search/?q=my+debts", "Error handling request /search/?[withheld]"),
        ("GET https://a.example/x?token=pa55: 500", "GET https://a.example/x?[withheld] 500"),
        ("Not Found: /invited/kJ8_sD-fjK3lmN0pqR-stUv9WxyZ_aBcDeFgHiJ/yes/", "Not Found: /invited/[withheld]/yes/"),
        ("Not Found: /confirm/MQ:1rXyzA:aB3dE6gH9kL2nP5rS8uV/", "Not Found: /confirm/[withheld]/"),
        ("Is /a there? Yes, at /b/?", "Is /a there? Yes, at /b/?"),
        ("/solutions/telling-people-of-their-council-tax-in-2024-by-text-message/",) * 2,
        ("File \"/site/lib/python3.11/site-packages/django/x.py\", line 5",) * 2,
        ("/media/images/A_Photo_of_2024_in_the_Park.max-165x165.jpg",) * 2,
    ],
)  # fmt: skip
def test_nothing_that_opens_a_door_is_logged_and_no_word_too_few(log, said, logged):
    """By whichever way it comes: said, quoted by an exception, or by one behind that."""
    logging.getLogger("celery").error(said)
    try:
        try:
            raise ConnectionError(said)
        except ConnectionError as error:
            raise RuntimeError("Away") from error
    except RuntimeError:
        logging.getLogger("kombu").exception("Trouble", stack_info=True)
    plain, quoted = log.records()
    assert plain["event"] == logged
    assert f"ConnectionError: {logged}\n" in quoted["exception"]


# Settings -----------------------------------------------------------------------------------------


def test_a_demonstration_says_little_in_lines_that_people_read(client, log_as):
    log = log_as(demo=True)
    client.get("/robots.txt")
    assert not log.text
    with tracing.within_work("sweep"):
        logging.getLogger("search").warning("Swept %s", 3)
    assert "[warning  ] Swept 3 [search]" in log.text
    assert "work=sweep" in log.text


def test_a_level_counts_for_our_own_records_and_never_opens_a_librarys_small_talk(log_as):
    for level, ours, theirs in (
        ("DEBUG", logging.DEBUG, logging.WARNING),
        ("error", logging.ERROR, logging.ERROR),
    ):
        log_as(level=level)
        assert logging.getLogger("search.views").getEffectiveLevel() == ours
        assert logging.getLogger("django.request").getEffectiveLevel() == theirs
        assert logging.getLogger("httpcore").getEffectiveLevel() == theirs


@pytest.mark.parametrize(
    ("choice", "words"),
    [({"form": "xml"}, "LOG_FORMAT is xml"), ({"level": "loud"}, "LOG_LEVEL is LOUD")],
)
def test_a_choice_that_there_is_not_is_named(choice, words):
    with pytest.raises(ImproperlyConfigured, match=words):
        logs.logging_for(**{"demo": True, "form": "", "level": "", **choice})
