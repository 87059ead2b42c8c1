"""The circuit breaker: nobody is kept waiting for what has failed, and it is tried again by itself."""

from hypothesis import given
from hypothesis import strategies as st

from search.engines.breaker import FAILURES, FIRST_PAUSE, LONGEST_PAUSE, Breaker


class Clock:
    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


def broken():
    clock = Clock()
    breaker = Breaker(now=clock)
    for _ in range(FAILURES):
        assert breaker.may_ask()
        breaker.failed()
    return breaker, clock


def test_one_failure_is_no_reason_to_stop_asking():
    breaker = Breaker(now=Clock())
    breaker.failed()
    assert breaker.may_ask()


def test_after_failures_in_a_row_nobody_asks_until_the_pause_is_over():
    breaker, clock = broken()
    assert not breaker.may_ask()
    clock.seconds += FIRST_PAUSE
    assert breaker.may_ask()


def test_one_alone_tries_after_a_pause():
    breaker, clock = broken()
    clock.seconds += FIRST_PAUSE
    assert [breaker.may_ask() for _ in range(5)] == [True, False, False, False, False]


def test_a_try_that_succeeds_lets_everybody_ask_again():
    breaker, clock = broken()
    clock.seconds += FIRST_PAUSE
    assert breaker.may_ask()
    breaker.succeeded()
    assert [breaker.may_ask() for _ in range(5)] == [True] * 5


def test_a_try_that_never_ends_does_not_keep_it_open_for_ever():
    breaker, clock = broken()
    clock.seconds += FIRST_PAUSE
    assert breaker.may_ask()  # and its process hangs
    clock.seconds += LONGEST_PAUSE
    assert breaker.may_ask()


@given(st.lists(st.sampled_from(["fails", "succeeds", "waits"]), max_size=60))
def test_it_never_stays_open_longer_than_the_longest_pause(story):
    clock = Clock()
    breaker = Breaker(now=clock)
    for event in story:
        if event == "waits":
            clock.seconds += 1.0
        elif breaker.may_ask():
            (breaker.failed if event == "fails" else breaker.succeeded)()
    clock.seconds += LONGEST_PAUSE
    assert breaker.may_ask()


@given(st.integers(1, 20))
def test_each_failed_try_makes_the_pause_longer_up_to_a_limit(tries):
    breaker, clock = broken()
    pauses = []
    for _ in range(tries):
        began = clock.seconds
        while not breaker.may_ask():
            clock.seconds += 0.25
        pauses.append(clock.seconds - began)
        breaker.failed()
    assert pauses == sorted(pauses)
    assert pauses[-1] <= LONGEST_PAUSE
