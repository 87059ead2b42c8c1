"""What every test stands on: a database with the site's bones in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, modify_settings, override_settings
from pytest_django.live_server_helper import LiveServer

from marketplace.core import examining, registry
from marketplace.core.health import State


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config, items):
    """Tests that commit come after all others: the flush at their end takes the site's bones away.
    pytest-django sees to that, but pytest sorts once more by what tests share. Those that read one
    stocked site come last of all, so that nobody flushes it under them.

    Side by side, the tests of a module stay in one process, because they share what it has loaded;
    those that commit share nothing. Groups are handed out in order, so in each process, too, those
    that commit come last.
    """
    for item in items:
        group = item.nodeid if _turn(item) else item.nodeid.partition("::")[0]
        item.add_marker(pytest.mark.xdist_group(group))
    result = yield
    items.sort(key=_turn)
    if config.getoption("loadgroup", False) and not all("@" in item.nodeid for item in items):
        raise pytest.UsageError(
            "pytest-xdist does not see which tests belong together: each process would load "
            "everything anew. Install what requirements/test.txt names."
        )
    return result


def _turn(item) -> int:
    """0 for a test that is rolled back, 1 for one that commits, 2 for one of the stocked site."""
    return 2 if "stocked" in item.fixturenames else int(_commits(item))


def _commits(item) -> bool:
    """Whether the tables are flushed when the test ends."""
    mark = item.get_closest_marker("django_db")
    return bool(
        {"transactional_db", "live_server"} & set(item.fixturenames)
        or (mark and (mark.kwargs.get("transaction") or any(mark.args[:1])))
    )


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """Refuses a test that reads the stocked site and commits: its end would empty the site under all
    others that read it. As an error of its module, which pytest-xdist hands on as well."""
    report = yield
    items = [each for each in report.result if isinstance(each, pytest.Item)]
    both = [
        item.name
        for item in items
        if "stocked" in getattr(item, "fixturenames", ()) and _commits(item)
    ]
    if both:
        report.outcome, report.result = "failed", []
        report.longrepr = (
            f"{', '.join(both)}: shelf and stocked are one site that many tests read; a test that "
            "commits (transactional_db, live_server, live_site) would empty it under them. "
            "Ask for one or the other."
        )
    return report


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """Hash passwords in no time: how slowly is Django's to test."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def signed_in_as_by_our_door():
    """Client.force_login leaves a session as our sign-in would: with its second step passed, where
    the person needs one. `by_password` in tests/factories/accounts.py leaves one without."""
    from tests.factories.accounts import as_by_our_door

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "force_login", as_by_our_door)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """After the migrations: what `manage.py setup_site` makes, without the first content. Safe to
    repeat, so a database that is kept between runs serves as well."""
    if not Path(connection.settings_dict["NAME"]).name.startswith("test"):
        # pytest-django swaps the database only where a collected test says that it uses one.
        raise RuntimeError("Mark a test of this run with django_db: this would write to your site.")
    with django_db_blocker.unblock():
        call_command("createcachetable", verbosity=0)
        call_command("setup_site", "--bare", verbosity=0)


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch):
    """What a transaction that is rolled back had numbered for search, the next one numbers anew; and
    tests write rows of which nobody tells."""
    caches["fast"].clear()
    from cms import kept_site
    from marketplace.config import health
    from marketplace.core.templatetags import constant
    from search import engines, kept_answers, kept_cards

    kept_answers.forget()
    kept_cards.forget()
    kept_site.forget()
    constant.forget()
    engines.database.know_codes({})
    monkeypatch.setattr(examining, "SECONDS_FRESH", 0.0)
    monkeypatch.setattr(health, "_told", (State.OK, []))


@pytest.fixture(autouse=True)
def the_databases_engine_alone(request, monkeypatch):
    """Where a test does not say that it is about Elasticsearch, it is as on a site without: what it
    writes is rolled back, and a second index would know nothing of that."""
    if "elasticsearch" not in request.keywords:
        monkeypatch.setattr(settings, "ELASTICSEARCH_URL", "")


@pytest.fixture
def live_site(transactional_db, django_db_blocker):
    """For tests that need a running server or real commits: a flush has emptied the tables, so the
    site's bones are laid again."""
    call_command("createcachetable", verbosity=0)
    call_command("setup_site", "--bare", verbosity=0)


@pytest.fixture(scope="module")
def first_content(django_db_setup, django_db_blocker):
    """The site as `make run` shows it: the register, the first content and the examples.

    Loaded once for all tests of a module, around the transaction that each of them has of its own:
    give such tests a module to themselves.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        for step in registry.set_ups:
            step.run()
        for _, load in registry.demo_loads():
            load()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def stocked(django_db_setup, django_db_blocker):
    """A server with everything that `make run` shows, for all tests that only read."""
    with django_db_blocker.unblock():
        call_command("createcachetable", verbosity=0)
        call_command("setup_site", verbosity=0)
        for _, load in registry.demo_loads():
            load()
        server = LiveServer("localhost")
        with modify_settings(ALLOWED_HOSTS={"append": "localhost"}):
            yield server.url
        server.stop()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def shelf(stocked):
    """The address of a server with everything that `make run` shows. Whoever asks for it reads."""
    return stocked
