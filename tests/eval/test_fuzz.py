"""The fuzzer: quick runs of each target, and that it sees a fault where there is one."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from eval import fuzz
from rag.errors import DocumentError


@pytest.mark.parametrize("target", fuzz.TARGETS)
def test_nothing_crashes_hangs_or_is_lost(target: str) -> None:
    tally = fuzz.fuzz(target, 100)
    assert tally.cases >= 90 and tally.read > 0
    assert not tally.failures


def test_the_sound_files_are_read() -> None:
    for name, data in fuzz.sound_files().items():
        assert fuzz._load((name, data)), name


def _raises(error: BaseException) -> Callable[[object], bool]:
    def one(_case: object) -> bool:
        raise error

    return one


def test_a_crash_is_a_failure_and_a_refusal_is_none() -> None:
    tally = fuzz.Tally()
    fuzz._judge(tally, _raises(DocumentError("refused")), "x")
    assert (tally.refused, tally.failures) == (1, [])
    fuzz._judge(tally, _raises(KeyError("k")), "x")
    fuzz._judge(tally, _raises(AssertionError("2 characters unaccounted for")), "x")
    assert [failure.split(":")[0] for failure in tally.failures] == ["KeyError", "AssertionError"]


def test_a_hang_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def one(_case: object) -> bool:
        while True:
            time.process_time()

    monkeypatch.setattr(fuzz, "PATIENCE", 0.05)
    tally = fuzz.Tally()
    fuzz._judge(tally, one, "x")
    assert tally.failures and tally.failures[0].startswith("Hang")
