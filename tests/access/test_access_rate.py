"""Rates and places: token buckets by a clock of our own, and a gate that never lets one wait for ever."""

from __future__ import annotations

import asyncio
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.access import rate
from rag.access.rate import Buckets, Busy, Gate, neighbourhood


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_its_burst_then_what_flows_in() -> None:
    clock = Clock()
    buckets = Buckets(60, 3, clock)
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 1]
    assert buckets.take("b") == 0, "another name has a bucket of its own"
    clock.now = 0.5
    assert buckets.take("a") == 1
    clock.now = 1.0
    assert [buckets.take("a") for _ in range(2)] == [0, 1]
    clock.now = 1000.0
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 1], "no more than the burst is saved up"


def test_the_time_that_is_told_is_enough() -> None:
    clock = Clock()
    buckets = Buckets(7, 1, clock)
    buckets.take("a")
    clock.now = seconds = buckets.take("a")
    assert seconds == 9 and buckets.wait("a") == 0 and buckets.take("a") == 0


def test_zero_is_no_limit_and_a_refilled_bucket_is_full() -> None:
    assert not any(Buckets(0).take("a") for _ in range(1000))
    buckets = Buckets(1, 2, Clock())
    assert [buckets.take("a") for _ in range(3)][-1] > 0
    buckets.refill("a")
    assert buckets.take("a") == 0


@given(st.lists(st.floats(0, 30), min_size=1, max_size=200))
def test_never_more_than_burst_and_flow(steps: list[float]) -> None:
    clock = Clock()
    buckets = Buckets(30, 5, clock)
    granted = 0
    for step in steps:
        clock.now += step
        granted += buckets.take("a") == 0
        assert granted <= 5 + clock.now * 0.5 + 1e-6


def test_names_without_end_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate, "KEPT", 10)
    buckets = Buckets(60, 3, Clock())
    for number in range(100):
        buckets.take(str(number))
    assert len(buckets._levels) == 10


def test_places_then_a_queue_then_busy() -> None:
    gate = Gate(2, 2)
    inside = [gate.enter() for _ in range(2)]
    waiting = [gate.enter() for _ in range(2)]
    assert all(f.done() for f in inside) and not any(f.done() for f in waiting)
    with pytest.raises(Busy) as busy:
        gate.enter()
    assert busy.value.retry_after > 0
    gate.leave()
    assert waiting[0].done() and not waiting[1].done(), "first come, first served"
    gate.give_up(waiting[1])
    gate.leave()
    gate.leave()
    assert [gate.enter().done() for _ in range(3)] == [True, True, False]


def test_a_place_given_to_one_who_has_left_goes_to_the_next() -> None:
    gate = Gate(1, 3)
    gate.enter()
    first, second = gate.enter(), gate.enter()
    gate.leave()
    assert first.done()
    gate.give_up(first)  # given in the very moment that it gave up
    assert second.done()
    gate.give_up(second)
    assert gate.enter().done()


def test_nobody_waits_for_ever() -> None:
    gate = Gate(1, 5, patience=0.05)
    with gate.place(), pytest.raises(Busy), gate.place():
        raise AssertionError("two were inside")
    with gate.place():
        pass


def test_threads_and_coroutines_share_the_places_and_none_is_lost() -> None:
    gate = Gate(3, 1000, patience=30)
    lock = threading.Lock()
    inside = most = done = 0

    def work() -> None:
        nonlocal inside, most, done
        with lock:
            inside += 1
            most = max(most, inside)
        with lock:
            inside -= 1
            done += 1

    def thread() -> None:
        for _ in range(20):
            with gate.place():
                work()

    async def coroutine() -> None:
        for _ in range(20):
            await asyncio.wrap_future(gate.enter())
            await asyncio.sleep(0)
            work()
            gate.leave()

    async def all_of_them() -> None:
        await asyncio.gather(*(coroutine() for _ in range(5)))

    threads = [threading.Thread(target=thread) for _ in range(5)]
    for one in threads:
        one.start()
    # In a thread: the browser tests leave a running loop in this one.
    threads.append(threading.Thread(target=lambda: asyncio.run(all_of_them())))
    threads[-1].start()
    for one in threads:
        one.join(timeout=30)
    assert done == 200 and most <= 3
    assert [gate.enter().done() for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("10.0.0.9", "10.0.0.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:10.0.0.9", "10.0.0.9"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_the_addresses_of_one_line_count_as_one(address: str, counted_as: str) -> None:
    assert neighbourhood(address) == counted_as
