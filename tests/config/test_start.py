"""A web process starts without what it does not need before its first page."""

from __future__ import annotations

import json

from tests.config.processes import python

REAL = {"DEMO": "0", "SITE_URL": "https://proven.example", "SECRET_KEY": "k9" * 32}
# As a web server of one's own opens it, with every address resolved.
STARTED = """
import json, sys
from marketplace.config.wsgi import application
from django.urls import get_resolver
get_resolver().url_patterns
"""


def _started(then: str, tmp_path, **environment: str):
    said = python("-c", STARTED + then, VAR_DIR=str(tmp_path), **REAL, **environment)
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


def test_what_only_due_work_imports_and_checks_use_is_loaded_by_them_alone(tmp_path):
    names = ["celery", "redis", "httpcore", "langcodes", "markdown_it.main", "elasticsearch"]
    loaded = _started(f"print(json.dumps([n for n in {names} if n in sys.modules]))", tmp_path)
    assert loaded == []


def test_with_a_broker_messages_are_sent_by_the_sites_own_application(tmp_path):
    """Celery's default one would send them to a broker that nobody set."""
    broker = "redis://broker.example:6379/4"
    address, due = _started(
        "from celery import current_app\n"
        "print(json.dumps([current_app.conf.broker_url, list(current_app.conf.beat_schedule)]))",
        tmp_path,
        REDIS_URL=broker,
    )
    assert address == broker
    assert "publish_scheduled" in due
