"""The runner: due work at its interval, early when nudged, whatever fails, until it is stopped."""

from __future__ import annotations

import datetime as dt
import logging
import threading

import pytest

from marketplace.core import registry, runner
from marketplace.core.registry import DueWork, Registry
from marketplace.core.runner import Runner

SOON = dt.timedelta(milliseconds=20)
NEVER = dt.timedelta(days=1)


class Piece:
    """A piece of work that counts how often it was done."""

    def __init__(self, *, fails: bool = False) -> None:
        self.done = 0
        self.fails = fails
        self._again = threading.Condition()

    def __call__(self) -> None:
        with self._again:
            self.done += 1
            self._again.notify_all()
        if self.fails:
            raise RuntimeError("no luck")

    def wait_for(self, times: int) -> bool:
        with self._again:
            return self._again.wait_for(lambda: self.done >= times, timeout=10)


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
    assert seldom.done == 1


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
    assert other.done == 1


def test_a_nudge_while_the_work_is_being_done_has_it_done_again(start):
    entered, go_on = threading.Event(), threading.Event()
    piece = Piece()

    def slow() -> None:
        piece()
        if piece.done == 1:
            entered.set()
            go_on.wait(10)

    start(DueWork("slow", slow, NEVER))
    assert entered.wait(10)
    runner.nudge("slow")
    go_on.set()
    assert piece.wait_for(2)


def test_stopping_finishes_the_piece_at_hand_and_starts_no_other(start):
    entered, go_on = threading.Event(), threading.Event()
    finished, after = Piece(), Piece()

    def slow() -> None:
        entered.set()
        go_on.wait(10)
        finished()

    thread = start(DueWork("slow", slow, NEVER), DueWork("after", after, NEVER))
    assert entered.wait(10)
    thread.stop(timeout=0)
    assert thread.is_alive()
    assert not finished.done
    go_on.set()
    thread.stop()
    assert not thread.is_alive()
    assert finished.done == 1
    assert not after.done


def test_an_idle_runner_is_woken_to_be_stopped(start):
    """It would wait for a minute before it looked around by itself."""
    piece = Piece()
    thread = start(DueWork("piece", piece, NEVER))
    assert piece.wait_for(1)
    thread.stop()
    assert not thread.is_alive()


def test_work_that_nobody_registered_is_a_mistake_in_the_code():
    with pytest.raises(KeyError):
        runner.run_due("nothing-of-the-kind")
