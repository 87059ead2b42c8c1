"""With a broker: a wake-up has a Celery worker do the due work that it names."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from wagtail.models import Revision

from marketplace.core.waking import wake
from tests.core.conftest import ROOT
from tests.factories.catalogue import CaseStudyFactory

pytestmark = [
    pytest.mark.redis,
    pytest.mark.skipif(not settings.REDIS_URL, reason="REDIS_URL is not set"),
]


@pytest.fixture
def worker(live_site):
    """A Celery worker in a process of its own, on the test's database."""
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "marketplace.config", "worker", "-c", "1"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": _address_of_the_test_database()},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield process
    process.terminate()
    try:
        process.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def _address_of_the_test_database() -> str:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + name


def test_a_worker_does_the_due_work_that_it_is_woken_for(worker):
    page = CaseStudyFactory(live=False)
    page.go_live_at = timezone.now() - dt.timedelta(minutes=1)
    revision = page.save_revision()
    # It was to be published at a time that has come since.
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=page.go_live_at)
    wake("publish_scheduled")

    until = time.monotonic() + 60
    while time.monotonic() < until and not page.live:
        time.sleep(0.2)
        page.refresh_from_db(fields=["live"])
    if not page.live:
        worker.terminate()
        pytest.fail(worker.communicate(timeout=20)[0])
