"""The runner: due work at its interval, early when nudged, whatever fails, until it is stopped."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time

import pytest

from marketplace.core import registry, runner
from marketplace.core.registry import DueWork, Registry
from marketplace.core.runner import Runner

SOON = dt.timedelta(milliseconds=20)
NEVER = dt.timedelta(days=1)


class Piece:
    """A piece of work that counts how often it was done."""

    def __init__(self, *, fails: bool = False) -> None:
        self.done: list[float] = []
        self.fails = fails
        self._again = threading.Condition()

    def __call__(self) -> None:
        with self._again:
            self.done.append(time.monotonic())
            self._again.notify_all()
        if self.fails:
            raise RuntimeError("no luck")

    def wait_for(self, times: int) -> bool:
        with self._again:
            return self._again.wait_for(lambda: len(self.done) >= times, timeout=10)


@pytest.fixture
def start(monkeypatch):
    """Start a runner for some pieces of work; stopped when the test ends."""
    started: list[Runner] = []

    def start_with(*works: DueWork) -> Runner:
        due: Registry[DueWork] = Registry("due work", key=lambda work: work.name)
        for work in works:
            due.register(work)
        due.close()
        monkeypatch.setattr(registry, "due_work", due)
        thread = Runner()
        started.append(thread)
        thread.start()
        return thread

    yield start_with
    for thread in started:
        thread.stop()


def test_work_is_done_at_once_and_then_at_its_interval(start):
    often, seldom = Piece(), Piece()
    start(DueWork("often", often, SOON), DueWork("seldom", seldom, NEVER))
    assert often.wait_for(4)
    assert len(seldom.done) == 1
    gaps = [b - a for a, b in zip(often.done, often.done[1:], strict=False)]
    assert min(gaps) >= SOON.total_seconds() * 0.9


def test_a_piece_that_fails_is_logged_and_holds_up_nothing(start, caplog):
    broken, sound = Piece(fails=True), Piece()
    with caplog.at_level(logging.ERROR):
        start(DueWork("broken", broken, SOON), DueWork("sound", sound, SOON))
        assert sound.wait_for(3)
        assert broken.wait_for(3)
    assert "Due work failed: broken" in caplog.text
    assert "no luck" in caplog.text


def test_a_nudge_has_work_done_before_it_falls_due(start):
    piece, other = Piece(), Piece()
    start(DueWork("piece", piece, NEVER), DueWork("other", other, NEVER))
    assert piece.wait_for(1)
    assert other.wait_for(1)
    runner.nudge("piece")
    assert piece.wait_for(2)
    assert len(other.done) == 1


def test_a_nudge_while_the_work_is_being_done_has_it_done_again(start):
    entered, go_on = threading.Event(), threading.Event()
    piece = Piece()

    def slow() -> None:
        piece()
        if len(piece.done) == 1:
            entered.set()
            go_on.wait(10)

    start(DueWork("slow", slow, NEVER))
    assert entered.wait(10)
    runner.nudge("slow")
    go_on.set()
    assert piece.wait_for(2)


def test_stopping_finishes_the_piece_at_hand_and_starts_no_other(start):
    entered = threading.Event()
    finished, after = [], Piece()

    def slow() -> None:
        entered.set()
        time.sleep(0.3)
        finished.append(True)

    thread = start(DueWork("slow", slow, NEVER), DueWork("after", after, NEVER))
    assert entered.wait(10)
    thread.stop()
    assert not thread.is_alive()
    assert finished
    assert not after.done


def test_stopping_an_idle_runner_takes_no_time(start):
    piece = Piece()
    thread = start(DueWork("piece", piece, NEVER))
    assert piece.wait_for(1)
    began = time.monotonic()
    thread.stop()
    assert not thread.is_alive()
    assert time.monotonic() - began < 2


def test_work_that_nobody_registered_is_a_mistake_in_the_code():
    with pytest.raises(KeyError):
        runner.run_due("nothing-of-the-kind")
