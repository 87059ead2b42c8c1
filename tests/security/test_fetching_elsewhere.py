"""The site calls other machines by one door, which calls no inside address (tests/core/test_fetching.py);
the few others call what the operator has named and nobody else can."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.conf import settings

from tests.security.walking import addresses
from tests.test_architecture import MODULES, imported_by, tree

# Ways to call another machine.
CALLERS = (
    "requests", "httpx", "httpcore", "aiohttp", "urllib3", "urllib.request", "http.client", "socket",
    "smtplib", "ftplib", "telnetlib", "imaplib", "poplib", "xmlrpc", "elasticsearch",
    "elasticsearch_dsl", "elastic_transport", "redis", "websockets", "paramiko",
)  # fmt: skip
# What each may call, and who says so.
MAY = {
    "marketplace/core/fetching.py": "the one door: public addresses alone",
    "marketplace/core/addresses.py": "looks up names for the one door, and checks what they lead to",
    "marketplace/core/health_checks.py": "the server of REDIS_URL",
    "marketplace/accounts/views/outside.py": "only catches what the library's call to the provider of "
    "OIDC_ISSUER may raise",
    "marketplace/config/healthy.py": "asks the site itself whether it is well",
    "marketplace/config/serving.py": "tries whether the site's own port is free",
    "marketplace/notifications/transport.py": "the mail server of EMAIL_URL",
    "search/evaluation/apart.py": "the site's own machine, at the command line",
}
BY_SETTING = "search/engines/elasticsearch/"  # the server of ELASTICSEARCH_URL
# Programs that are started could call anybody.
STARTERS = ("subprocess", "os.system", "os.popen", "pty")


def calls(path: Path) -> set[str]:
    return {
        name for name in imported_by(path) if any(name == c or name.startswith(c + ".") for c in CALLERS)
    }  # fmt: skip


def test_the_walk_sees_who_calls():
    assert calls(Path("marketplace/core/fetching.py")) == {"httpcore"}
    assert "smtplib" in calls(Path("marketplace/notifications/transport.py"))


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_nothing_but_the_one_door_calls_an_address_that_somebody_gave(path):
    found = calls(path)
    if str(path).startswith(BY_SETTING) or str(path) in MAY:
        return
    # The client of Elasticsearch brings its errors and its words for questions.
    assert not {name for name in found if not name.startswith(("elastic", "redis.exceptions"))}, (
        "fetch by marketplace.core.fetching.fetch, or say in MAY whose address it is"
    )


def test_what_may_call_does():
    assert {path for path in MAY if not calls(Path(path))} == set()


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_nothing_starts_a_program_or_reads_a_file_that_can_run_one(path):
    """pickle and the like run what they read; YAML and XML by careless readers too."""
    found = imported_by(path)
    careless = {"pickle", "marshal", "shelve", "dill", "yaml", "xml.etree.ElementTree", "lxml"}
    assert not {n for n in found if n in careless or n.startswith(STARTERS)}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"eval", "exec", "__import__"}, node.lineno
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) not in {("os", "system"), ("os", "popen")}


def test_embeds_are_asked_of_nobody():
    """Wagtail would ask the site of a film whose address an editor gives."""
    assert "wagtail.embeds" not in settings.INSTALLED_APPS
    assert not [each for each in addresses() if "embeds" in each.route]
