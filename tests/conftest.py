"""What every test stands on: a database with the site's bones in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

from marketplace.core import registry


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Tests that commit come after all others: the flush at their end takes the site's bones away.
    pytest-django sees to that, but pytest sorts once more by what tests share."""
    items.sort(key=_commits)


def _commits(item) -> bool:
    mark = item.get_closest_marker("django_db")
    return bool(
        {"transactional_db", "live_server"} & set(item.fixturenames)
        or (mark and mark.kwargs.get("transaction"))
    )


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """Hash passwords in no time: how slowly is Django's to test."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
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
    """What a transaction that is rolled back had numbered for search, the next one numbers anew."""
    from search import engines

    monkeypatch.setattr(engines.database, "_codes", {})


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
        for demo in registry.demos:
            demo.load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def shelf(live_site, live_server):
    """The address of a server with everything that `make run` shows. Loading takes seconds: tests
    that use it look at much at once."""
    call_command("setup_site", verbosity=0)
    for demo in registry.demos:
        demo.load()
    return live_server.url
