"""The lock that answers are computed under: one at a time, first come, first served."""

from __future__ import annotations

import threading
import time

import pytest
from handmade import settings_for_tests

from rag.encode.encoder import HashingEncoder
from rag.fair import FairLock
from rag.pipeline import _COMPUTING, Assistant
from rag.turn import Turn


def test_threads_come_in_one_by_one_in_the_order_in_which_they_asked() -> None:
    lock, inside, order = FairLock(), 0, []
    threads = []

    def work(number: int) -> None:
        nonlocal inside
        with lock:
            inside += 1
            assert inside == 1
            order.append(number)
            time.sleep(0.001)
            inside -= 1

    with lock:
        for number in range(12):
            threads.append(threading.Thread(target=work, args=(number,)))
            threads[-1].start()
            while len(lock._waiting) <= number:  # it waits before the next one is started
                time.sleep(0.0005)
    for thread in threads:
        thread.join(10)
    assert order == list(range(12))
    assert not lock._taken and not lock._waiting


def test_an_error_inside_lets_the_next_one_in() -> None:
    lock = FairLock()
    with pytest.raises(ValueError, match="inside"), lock:
        raise ValueError("inside")
    with lock:
        assert lock._taken


def test_who_gives_up_waiting_holds_nobody_up() -> None:
    lock = FairLock()
    with lock:
        mine = threading.Lock()
        lock._waiting.append(mine)
        lock._leave(mine)
        assert not lock._waiting and lock._taken
    assert not lock._taken
    lock._taken = True  # it was given the lock in the moment in which it gave up
    lock._leave(mine)
    assert not lock._taken


def test_every_stage_that_only_computes_is_entered_alone(small: Assistant) -> None:
    held: dict[str, bool] = {}

    class Watched(Assistant):
        def _understand(self, turn: Turn) -> Turn:
            held["understand"] = _COMPUTING._taken
            return super()._understand(turn)

        def _retrieve(self, turn: Turn) -> Turn:
            held["retrieve"] = _COMPUTING._taken
            return super()._retrieve(turn)

        def _compose(self, turn: Turn) -> Turn:
            held["compose"] = _COMPUTING._taken
            return super()._compose(turn)

    Watched(small.index, HashingEncoder(), limits=settings_for_tests()).ask("云山家庭医生签约覆盖率是多少")
    assert held == {"understand": True, "retrieve": False, "compose": True}


def test_answers_asked_for_at_once_are_those_asked_for_one_by_one(small: Assistant) -> None:
    questions = [
        "云山家庭医生签约覆盖率是多少",
        "临江的人均预期寿命是多少",
        "云山医保基金谁牵头",
        "云山方案的文号",
    ] * 4
    alone = [small.ask(question).text for question in questions]
    together: dict[int, str] = {}

    def ask(at: int) -> None:
        together[at] = small.ask(questions[at]).text

    threads = [threading.Thread(target=ask, args=(at,)) for at in range(len(questions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [together[at] for at in range(len(questions))] == alone
