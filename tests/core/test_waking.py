"""Waking a worker: after the commit, without waiting for a broker that hangs."""

from __future__ import annotations

import json

import pytest
from django.db import transaction

from marketplace.core import runner
from marketplace.core.waking import wake


@pytest.fixture
def nudged(settings, monkeypatch):
    """The names that the runner of this process was asked for."""
    settings.REDIS_URL = ""
    names: set[str] = set()
    monkeypatch.setattr(runner, "_nudged", names)
    return names


def test_work_that_nobody_registered_is_a_mistake_in_the_code():
    with pytest.raises(KeyError):
        wake("nothing-of-the-kind")


@pytest.mark.django_db(transaction=True)
def test_a_wake_up_goes_out_with_the_commit_and_not_before(nudged):
    with transaction.atomic():
        wake("publish_scheduled")
        assert not nudged
    assert nudged == {"publish_scheduled"}


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_wakes_nobody(nudged):
    def change():
        with transaction.atomic():
            wake("publish_scheduled")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change()
    assert not nudged


WAKE_A_THOUSAND_TIMES = """
import json, sys, threading
from marketplace.core import waking

for _ in range(1000):
    waking.wake("publish_scheduled")
threads = [thread.name for thread in threading.enumerate()]
print(json.dumps({"threads": threads, "pending": len(waking._pending)}), flush=True)
sys.stdin.readline()
"""


def test_a_broker_that_hangs_hangs_nobody(start_apart, redis_that_hangs, silent_server):
    process = start_apart(WAKE_A_THOUSAND_TIMES, REDIS_URL=redis_that_hangs)
    # The broker is called and never answers; still a thousand wake-ups come back, and the process
    # ends though its thread waits.
    with silent_server.accept()[0]:
        said, complained = process.communicate("end\n", timeout=60)
    assert process.returncode == 0, complained
    told = json.loads(said)
    assert sorted(told["threads"]) == ["MainThread", "wake"]
    assert told["pending"] <= 1


def test_a_broker_that_is_away_is_logged_and_nothing_more(run_apart, silent_server):
    port = silent_server.getsockname()[1]
    silent_server.close()
    said = run_apart(
        "import time\n"
        "from celery import current_app\n"
        "from marketplace.core import waking\n"
        # Celery's patience, of seconds, is not ours to test.
        "current_app.conf.broker_transport_options |= {'max_retries': 1}\n"
        "logged = []\n"
        "waking.logger.addFilter(lambda record: logged.append(record) or True)\n"
        "waking.wake('publish_scheduled')\n"
        "until = time.monotonic() + 30\n"
        "while not logged and time.monotonic() < until: time.sleep(0.05)\n",
        REDIS_URL=f"redis://127.0.0.1:{port}/0",
    )
    assert said.returncode == 0, said.stderr
    assert "Could not wake a worker for publish_scheduled" in said.stderr
    assert "Traceback" not in said.stderr


WAKE_AFTER_A_FORK = """
import os, threading
from django.db import connections
from marketplace.core import waking

waking.wake("publish_scheduled")
connections.close_all()
waking._lock.acquire()  # as a thread may hold it while another forks
child = os.fork()
if child == 0:
    waking._hand_over("publish_scheduled")
    alive = [thread.name for thread in threading.enumerate() if thread.name == "wake"]
    os._exit(0 if alive == ["wake"] else 1)
waking._lock.release()
raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_process_that_was_forked_has_a_thread_of_its_own(run_apart, redis_that_hangs):
    said = run_apart(WAKE_AFTER_A_FORK, timeout=20, REDIS_URL=redis_that_hangs)
    assert said.returncode == 0, said.stderr
