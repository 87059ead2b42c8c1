"""Elasticsearch is killed, wiped and rebuilt while people edit and search: no page fails, and in the end
nothing is apart."""

import os
import random
import subprocess
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import close_old_connections, connection
from django.test import Client

from search import engines, mirror, projection
from tests.config.processes import ROOT, free_port
from tests.search.nodes import needs_elasticsearch, site_on_elasticsearch
from tests.search.shown import found as found_by_the_database
from tests.search.shown import main, study_of, told
from tests.search.test_mirror import found

pytestmark = [pytest.mark.django_db(transaction=True), *needs_elasticsearch]

TITLES = ("Damp found early", "Bins routed anew", "Roads mended at night", "Hedges cut by bees")
A_WHILE = 3.0  # seconds of a storm


class Node:
    """A server of this test's own, which may be killed."""

    def __init__(self, folder):
        self._told = os.environ | {
            "ELASTICSEARCH_DIR": str(folder / "node"),
            "ELASTICSEARCH_PORT": str(free_port()),
            "ELASTICSEARCH_HEAP": "256m",
            "ELASTICSEARCH_JAVA_OPTS": "-XX:TieredStopAtLevel=1",
        }
        self.url = f"http://127.0.0.1:{self._told['ELASTICSEARCH_PORT']}"

    def do(self, what):
        done = subprocess.run(
            [ROOT / ".ci" / "elasticsearch", what],
            env=self._told,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{what}: {done.stderr}"


@pytest.fixture
def node():
    with tempfile.TemporaryDirectory(prefix="storm-") as folder:
        Path(folder).chmod(0o755)  # what is in it belongs to somebody else
        node = Node(Path(folder))
        try:
            node.do("start")
            yield node
        finally:
            node.do("stop")


class Storm:
    """Threads that go on until they are told to end; what went wrong in one is kept."""

    def __init__(self, *works):
        self.ending = threading.Event()
        self.failures, self.rounds = [], dict.fromkeys((work.__name__ for work in works), 0)
        self._threads = [threading.Thread(target=self._go_on, args=(work,)) for work in works]

    def _go_on(self, work):
        try:
            while not self.ending.is_set():
                close_old_connections()
                work()
                self.rounds[work.__name__] += 1
        except Exception as error:
            self.failures.append((work.__name__, repr(error)))
        finally:
            connection.close()

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *args):
        self.ending.set()
        for thread in self._threads:
            thread.join()


def test_a_storm_of_edits_and_searches_survives_what_happens_to_the_server(
    live_site, node, settings
):
    main()
    studies = [study_of(title) for title in TITLES]
    projection.sweep()
    draw = random.Random(11)  # noqa: S311 - a story, not a secret
    pages, answered = [], Counter()

    def edit():
        study = draw.choice(studies)
        study.refresh_from_db()
        if study.live and draw.random() < 0.3:
            study.unpublish()
        elif not study.live:
            study.get_latest_revision().publish()
        else:
            study.title = f"{draw.choice(TITLES)} {draw.randrange(100)}"
            study.save_revision().publish()
        time.sleep(0.03)

    def search():
        words = draw.choice(("damp", "bins", "roads", "hedges", ""))
        answer = Client().get("/search/", {"q": words})
        pages.append(answer.status_code)
        answered[answer.context["found"].stood_in] += 1
        time.sleep(0.02)

    def keep_up():
        mirror.keep_up()
        time.sleep(0.2)

    settings.RATE_LIMITED = False  # all of it comes from one address
    with site_on_elasticsearch(node.url, patient=True) as indexes:
        mirror.rebuild()
        with Storm(edit, search, keep_up) as storm:
            time.sleep(A_WHILE)
            node.do("kill")
            time.sleep(A_WHILE)
            node.do("again")
            time.sleep(A_WHILE)
            mirror.rebuild()
            time.sleep(A_WHILE)
            node.do("start")  # another disk: it knows nothing
            time.sleep(A_WHILE)
        assert storm.failures == []
        assert set(pages) == {200}
        assert min(storm.rounds.values()) > 5
        assert answered[True] > 5  # by the database
        assert answered[False] > 5
        for breaker in (mirror._breaker, engines.mirrored().breaker):
            breaker.succeeded()  # as after its longest pause
        mirror.keep_up()
        said, status = told("search_check")
        assert (status, said.splitlines()[-1]) == (0, "Elasticsearch: 0 are apart.")
        assert found(indexes) == found_by_the_database()
